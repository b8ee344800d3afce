"""Files that come with the rig: devices, hands, the demo show."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_INSTALLED: Final = Path(__file__).parent / "shipped"
_CHECKOUT: Final = Path(__file__).parent.parent


def shipped(*parts: str) -> Path:
    """The place of a file or folder: inside an installed package, or beside it in a checkout."""
    inside = _INSTALLED.joinpath(*parts)
    return inside if inside.exists() else _CHECKOUT.joinpath(*parts)
