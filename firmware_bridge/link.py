"""One box's line as the host knows it: what was pressed, what was missed, what is held.

Theory of operation. Every frame of the box carries state, not change alone: which switches are
held, and how often each was pressed since boot. So the host compares what it hears with what it
knows, and a frame lost on the way heals at the next one. Two rules keep the show safe. Nothing
is believed before a HELLO in a known version says who speaks and how the switches stand. And
only an EVENT fires: a press that shows by its counter alone came too late to act on, so the
player is told, and the foot decides again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from firmware_bridge.wire import (
    HOST_KINDS,
    PROTOCOL,
    SWITCHES,
    Beat,
    Event,
    Foreign,
    Hello,
    Junk,
    Unknown,
    decode,
)

REPEAT_WITHIN: Final = 16
"""A frame whose seq is one of the last this many was heard already."""

_NO_PRESSES: Final = (0,) * SWITCHES


@dataclass(frozen=True, slots=True)
class Pressed:
    """The foot went down on the switch, just now."""

    switch: int


@dataclass(frozen=True, slots=True)
class Released:
    """The switch is held no longer; its press may have been missed, or made before HELLO."""

    switch: int


@dataclass(frozen=True, slots=True)
class Missed:
    """So many presses of the switch were lost on the way: to be shown, never acted on."""

    switch: int
    count: int


@dataclass(frozen=True, slots=True)
class Rebooted:
    """The box started again, or another box is on the line."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The box cannot be used; ``why`` is for the player."""

    why: str


@dataclass(frozen=True, slots=True)
class Junked:
    """Something came that is no frame."""


Heard: TypeAlias = Pressed | Released | Missed | Rebooted | Refused | Junked


@dataclass(frozen=True, slots=True)
class Link:
    """The state of one line; a new one for every box, kept when its port closes and reopens."""

    trusted: bool = False
    """Whether a HELLO stands; while not, the host asks for one."""
    refused: bool = False
    """Whether the last HELLO was of an unknown version, and the player has been told."""
    serial: str = ""
    """Of the box that said HELLO; empty before the first."""
    boot: int = 0
    seq: int = 0
    """Of the last new frame."""
    down: int = 0
    """Bit n is set while switch n is held, as far as was heard."""
    presses: tuple[int, ...] = _NO_PRESSES
    """The counter of each switch, as last heard."""
    junk: int = 0
    """Frames that were none."""
    unknown: int = 0
    """Sound frames of unknown kinds."""
    lost: int = 0
    """Frames that a jump in seq shows to be missing."""


def distrust(link: Link) -> Link:
    """Believe nothing until the next HELLO: after a reopened port, or a silence.

    What is known stays, so that HELLO can tell what was missed meanwhile.
    """
    return replace(link, trusted=False)


def receive(link: Link, frame: bytes) -> tuple[Link, tuple[Heard, ...]]:
    """Take one frame, without its closing zero; hand on what it tells. Never raises."""
    match decode(frame):
        case Hello() as hello:
            return _meet(link, hello)
        case Foreign() as foreign:
            return _refuse(link, foreign)
        case Event() as event:
            return _hear(link, event)
        case Beat() as beat:
            return _check(link, beat)
        case Unknown() as other:
            return _pass_over(link, other), ()
        case Junk():
            return replace(link, junk=link.junk + 1), (Junked(),)


def _meet(link: Link, hello: Hello) -> tuple[Link, tuple[Heard, ...]]:
    same_box = hello.serial == link.serial
    same_boot = same_box and hello.boot == link.boot and not _ran_back(link.presses, hello.presses)
    if same_boot and link.trusted:
        followed = _follow(link, hello.seq)
        return (link, ()) if followed is None else _settle(followed, hello.down, hello.presses)
    # Another box's presses so far were never meant for this host; they are not missed.
    before = link.presses if same_boot else _NO_PRESSES if same_box else hello.presses
    met = replace(
        link,
        trusted=True,
        refused=False,
        serial=hello.serial,
        boot=hello.boot,
        seq=hello.seq,
        presses=before,
    )
    met, heard = _settle(met, hello.down, hello.presses)
    return met, heard if same_boot or not link.serial else (Rebooted(), *heard)


def _refuse(link: Link, foreign: Foreign) -> tuple[Link, tuple[Heard, ...]]:
    if link.refused:
        return link, ()
    why = (
        f"footswitch {foreign.serial} speaks protocol {foreign.protocol}, this rig speaks"
        f" {PROTOCOL}: flash the firmware that came with this rig, or update the rig"
    )
    emptied, released = _settle(link, 0, link.presses)
    return replace(emptied, trusted=False, refused=True), (*released, Refused(why))


def _follow(link: Link, seq: int) -> Link | None:
    """The link one frame on; None when the frame is not to be believed, or a repeat."""
    ahead = (seq - link.seq) & 0xFF
    if not link.trusted or not 0 < ahead <= 0x100 - REPEAT_WITHIN:
        return None
    return replace(link, seq=seq, lost=link.lost + ahead - 1)


def _hear(link: Link, event: Event) -> tuple[Link, tuple[Heard, ...]]:
    followed = _follow(link, event.seq)
    if followed is None:
        return link, ()
    switch = event.switch
    presses = (*link.presses[:switch], event.presses, *link.presses[switch + 1 :])
    if _ran_back(link.presses, presses):
        return distrust(link), ()
    fired = event.pressed and presses != link.presses
    # Another switch's press is left to its own counter: here only its bit could be seen.
    down = event.down & (link.down | 1 << switch)
    return _settle(followed, down, presses, fired=switch if fired else None)


def _check(link: Link, beat: Beat) -> tuple[Link, tuple[Heard, ...]]:
    # Asked before seq is: a box that started again counts its frames from 0 again.
    if beat.boot != link.boot:
        return distrust(link), ()
    followed = _follow(link, beat.seq)
    if followed is None:
        return link, ()
    if _ran_back(link.presses, beat.presses):
        return distrust(link), ()
    return _settle(followed, beat.down, beat.presses)


def _pass_over(link: Link, other: Unknown) -> Link:
    counted = replace(link, unknown=link.unknown + 1)
    # What the host itself sent may come back from a box that echoes; its seq is not the box's.
    followed = _follow(counted, other.seq) if other.kind < HOST_KINDS else None
    return followed or counted


def _ran_back(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether a counter fell, so that they count from another boot."""
    return any((b - a) & 0x8000 for a, b in zip(before, after, strict=True))


def _settle(
    link: Link, down: int, presses: tuple[int, ...], *, fired: int | None = None
) -> tuple[Link, tuple[Heard, ...]]:
    """Bring the link to this state, and tell what lies between; ``fired`` was pressed just now."""
    heard: list[Heard] = []
    for switch in range(SWITCHES):
        newly = (presses[switch] - link.presses[switch]) & 0xFFFF
        # A new press of a held switch shows that the release between them was lost.
        if link.down >> switch & 1 and (newly or not down >> switch & 1):
            heard.append(Released(switch))
        if missed := newly - (switch == fired):
            heard.append(Missed(switch, missed))
        if switch == fired:
            heard.append(Pressed(switch))
    return replace(link, down=down, presses=presses), tuple(heard)
