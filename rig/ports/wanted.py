"""Which listed MIDI port a player's file means, and what to ask when several may be meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.ports.listing import match, stable_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.ports.identity import Identity


@dataclass(frozen=True, slots=True)
class Wanted:
    """A port as a player's file names it."""

    name: str
    usb: str = ""
    """Where it is plugged in, ``1-4.2``, or which model it is, ``0944:0117``; empty: anywhere."""
    serial: str = ""
    """Its serial number; empty: any."""

    def __str__(self) -> str:
        usb = f' with usb = "{self.usb}"' if self.usb else ""
        serial = f' with serial = "{self.serial}"' if self.serial else ""
        return f'"{self.name}"{usb}{serial}'


@dataclass(frozen=True, slots=True)
class Listed:
    """A port that is there."""

    full_name: str
    identity: Identity | None
    """None where the system does not tell."""


def fitting(wanted: Wanted, listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """The ports that may be meant: of the wanted device, those whose name is most alike.

    More than one is for the caller to refuse, with :func:`question`.
    """
    its = tuple(one for one in listed if _is_of(wanted, one.identity))
    names = match(wanted.name, (one.full_name for one in its))
    return tuple(one for one in its if one.full_name in names)


def _is_of(wanted: Wanted, known: Identity | None) -> bool:
    if known is None:
        return not (wanted.usb or wanted.serial)
    return wanted.usb.casefold() in ("", known.usb, known.model) and wanted.serial in (
        "",
        known.serial,
    )


def question(wanted: Wanted, fits: Sequence[Listed]) -> str:
    """What the player can write to say which of several fitting ports is meant."""
    begun = f"{wanted} fits {len(fits)} MIDI ports, "
    full_names = [one.full_name for one in fits]
    names = list(dict.fromkeys(map(stable_name, full_names)))
    if len(names) == len(fits):
        return f"{begun}write one in full: {'; '.join(names)}"
    if written := _apart([one.identity for one in fits]):
        return f"{begun}{'; '.join(names)}: write {written} in the hands"
    if len(set(full_names)) == len(fits):
        return f"{begun}write one in full: {'; '.join(full_names)}"
    return f"{begun}all of one name, and nothing here tells them apart: unplug all but one"


def _apart(identities: Sequence[Identity | None]) -> str:
    """What tells the devices apart, as the hands would say it; empty when nothing does.

    A serial number holds in any socket, so it comes first.
    """
    known = [one for one in identities if one is not None]
    places = dict.fromkeys(one.usb for one in known)
    if len(known) < len(identities) or len(places) == 1:
        return ""
    serials = dict.fromkeys(one.serial for one in known)
    if len(serials) == len(places) and all(serials):
        return " or ".join(f'serial = "{serial}"' for serial in serials)
    return " or ".join(f'usb = "{place}"' for place in places)


def missing(wanted: Wanted, listed: Sequence[Listed]) -> str:
    """What to tell while no port fits but others of that name are there; else empty."""
    alike = fitting(Wanted(wanted.name), listed)
    if not alike:
        return ""
    known = [one.identity for one in alike if one.identity is not None]
    if not known:
        names = "; ".join(dict.fromkeys(stable_name(one.full_name) for one in alike))
        return f"{wanted} cannot be known here: write its port in full instead: {names}"
    there = "; ".join(dict.fromkeys(_told(one) for one in known))
    return f"{wanted} is not there; there is {there}"


def _told(known: Identity) -> str:
    serial = f' serial = "{known.serial}"' if known.serial else ""
    return f'usb = "{known.usb}"{serial}'
