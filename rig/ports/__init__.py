"""The edges: MIDI, serial and OSC, each behind the same small record."""
