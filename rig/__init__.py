"""The rig: a musician performs live to silent films with it."""

__version__ = "0.1.0"
