"""What can go wrong, divided by who must act."""

from __future__ import annotations


class RigError(Exception):
    """The base of every error the rig raises on purpose; its text is for the player."""


class FileError(RigError):
    """The player must mend a file: a show, sheet, hands, device or journal."""


class PortError(RigError):
    """The world must be mended: a device, target or disk is missing or gone."""
