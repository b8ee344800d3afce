"""Words for what a format has no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.exchange.clock import write_clock
from rig.exchange.label import write_label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from rig.exchange.spotting import Marker, SpottingList

_NAMED: Final = 3


def of_markers(what: str, markers: Iterable[Marker]) -> list[str]:
    """One line that names the first markers which lose something; none where there are none."""
    losing = [named(marker) for marker in markers]
    more = f" and {len(losing) - _NAMED} more" if len(losing) > _NAMED else ""
    return [f"{what} of {', '.join(losing[:_NAMED])}{more}"] if losing else []


def music_and_lines(spotting: SpottingList) -> list[str]:
    """What no format of bare markers holds: lines of the sheet, tempi and meters."""
    told = of_markers("the lines of the sheet", (m for m in spotting.markers if m.facts))
    if spotting.tempi:
        told.append(f"the tempo map ({len(spotting.tempi)} tempi)")
    if spotting.meters:
        told.append(f"the meters ({len(spotting.meters)})")
    return told


def named(marker: Marker) -> str:
    """A marker as a player finds it again."""
    return f"{write_label(marker) or marker.kind.value} ({write_clock(marker.at)})"


def moved(marker: Marker, to: str, late: Fraction) -> str:
    """What rounding did to a marker; ``late`` is in seconds, negative where it is early now."""
    way = "late" if late > 0 else "early"
    return f"{named(marker)} is written as {to}, {abs(float(late)) * 1000:.3g} ms {way}"


def one_line(text: str) -> str:
    """A text on one line, as formats that go by lines need it."""
    return " ".join(text.split())
