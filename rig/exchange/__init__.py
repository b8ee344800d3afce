"""Spotting lists as other programs write and read them: bytes in, markers out, and back."""
