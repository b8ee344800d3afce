"""One box's line as the host knows it: what was pressed, what was missed, what is held.

Theory of operation. Every frame of the box carries state, not change alone: which switches are
held, and how often each was pressed since boot. So the host compares what it hears with what it
knows, and a frame lost on the way heals at the next one. Three rules keep the show safe. Nothing
is believed before a HELLO in a known version says who speaks and a BEAT says how everything
stands. Every press is dated by its first edge, on the host's own clock, whichever frame tells of
it: what may still be acted on is then the show's one rule for every press that comes late. And a
press that cannot be dated is told as missed, never as pressed: the foot decides again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from firmware_bridge.clock import BoxClock
from firmware_bridge.heard import (
    Cut,
    Heard,
    Junked,
    Mended,
    Missed,
    Moved,
    Pressed,
    Rebooted,
    Refused,
    Released,
)
from firmware_bridge.said import Beat, Event, Foreign, Hello, Junk, Pedal, Unknown
from firmware_bridge.wire import AGE_MAX_MS, HOST_KINDS, PEDALS, PROTOCOL, SWITCHES, decode

REPEAT_WITHIN: Final = 16
"""A frame whose seq is one of the last this many was heard already."""

_SWITCHES: Final = range(SWITCHES)
_NO_PRESSES: Final = (0,) * SWITCHES
_NO_VALUES: Final = (None,) * PEDALS
_COUNT: Final = 0x10000
_RAN_BACK: Final = 0x8000


@dataclass(frozen=True, slots=True)
class Link:
    """The state of one line; a new one for every line, kept when its port closes and reopens."""

    hello: Hello | None = None
    """Who speaks; None while nobody is believed, and the host asks."""
    trusted: bool = False
    """Whether a BEAT has told how everything stands since that HELLO."""
    refused: bool = False
    """Whether the last HELLO was of an unknown version, and the player has been told."""
    serial: str = ""
    """Of the last box that was trusted; empty before the first."""
    boot: int = 0
    """Of that box, likewise."""
    seq: int = 0
    """Of the last new frame."""
    clock: BoxClock | None = None
    """None before the first HELLO."""
    down: int = 0
    """Bit n is set while switch n is held, as far as was heard."""
    faults: int = 0
    """Bit n is set while the cable of switch n is cut."""
    presses: tuple[int, ...] = _NO_PRESSES
    """The counter of each switch, as last heard."""
    values: tuple[int | None, ...] = _NO_VALUES
    """Of each pedal, as last heard; None before."""
    junk: int = 0
    """Frames that were none."""
    unknown: int = 0
    """Sound frames of unknown kinds."""
    lost: int = 0
    """Frames that a jump in seq shows to be missing."""


def distrust(link: Link) -> Link:
    """Believe nothing until the next HELLO: after a reopened port, or a silence.

    What is known stays, so that what was missed meanwhile can be told.
    """
    return replace(link, hello=None, trusted=False)


def receive(link: Link, frame: bytes, came_us: int) -> tuple[Link, tuple[Heard, ...]]:
    """Take one frame, without its closing zero; hand on what it tells. Never raises.

    ``came_us`` is the instant of its arrival, in microseconds of the host's clock.
    """
    match decode(frame):
        case Hello() as hello:
            return _greeted(link, hello, came_us), ()
        case Foreign() as foreign:
            return _refuse(link, foreign)
        case Event() as event:
            return _hear(link, event, came_us)
        case Beat() as beat:
            return _check(link, beat, came_us)
        case Pedal() as pedal:
            return _slide(link, pedal, came_us)
        case Unknown() as other:
            return _pass_over(link, other), ()
        case Junk():
            return replace(link, junk=link.junk + 1), (Junked(),)


def _greeted(link: Link, hello: Hello, came_us: int) -> Link:
    before = link.hello
    if before is not None and (hello.serial, hello.boot) == (before.serial, before.boot):
        followed = _follow(link, hello, came_us)
        return link if followed is None else replace(followed, hello=hello)
    clock = BoxClock(hello.t_us, came_us)
    return replace(link, hello=hello, trusted=False, refused=False, seq=hello.seq, clock=clock)


def _refuse(link: Link, foreign: Foreign) -> tuple[Link, tuple[Heard, ...]]:
    released = tuple(Released(switch) for switch in _SWITCHES if link.down >> switch & 1)
    emptied = replace(distrust(link), refused=True, down=0)
    if link.refused:
        return emptied, released
    why = (
        f"footswitch {foreign.serial} speaks protocol {foreign.protocol}, this rig speaks"
        f" {PROTOCOL}: flash the firmware that came with this rig, or update the rig"
    )
    return emptied, (*released, Refused(why))


def _follow(link: Link, said: Hello | Event | Pedal | Beat, came_us: int) -> Link | None:
    """The link one frame on; None when the frame is not to be believed, or was heard already."""
    counted = _counted(link, said.seq)
    if counted is None or link.clock is None:
        return None
    return replace(counted, clock=link.clock.heard(said.t_us, came_us))


def _counted(link: Link, seq: int) -> Link | None:
    ahead = (seq - link.seq) & 0xFF
    if link.hello is None or not 0 < ahead <= 0x100 - REPEAT_WITHIN:
        return None
    return replace(link, seq=seq, lost=link.lost + ahead - 1)


def _hear(link: Link, event: Event, came_us: int) -> tuple[Link, tuple[Heard, ...]]:
    """A press or a release; what else it shows to be missing is left to the next BEAT to date."""
    # Asked before seq is: a box that started again counts its frames from 0 again.
    if link.hello is None or event.boot != link.hello.boot:
        return distrust(link), ()
    followed = _follow(link, event, came_us)
    if followed is None:
        return link, ()
    if not link.trusted:
        return followed, ()
    switch, bit = event.switch, 1 << event.switch
    newly = _newly(link.presses[switch], event.presses)
    if newly is None:
        return distrust(link), ()
    if not event.pressed:
        released = (Released(switch),) if link.down & bit and not newly else ()
        return replace(followed, down=link.down & ~bit) if released else followed, released
    if not newly:
        return followed, ()
    heard: list[Heard] = [Released(switch)] if link.down & bit else []
    if newly > 1:
        heard.append(Missed(switch, newly - 1))
    heard.append(Pressed(switch, _dated(followed, event.t_us)))
    presses = (*link.presses[:switch], event.presses, *link.presses[switch + 1 :])
    return replace(followed, down=link.down | bit, presses=presses), tuple(heard)


def _check(link: Link, beat: Beat, came_us: int) -> tuple[Link, tuple[Heard, ...]]:
    if link.hello is None or beat.boot != link.hello.boot:
        return distrust(link), ()
    followed = _follow(link, beat, came_us)
    if followed is None:
        return link, ()
    if link.trusted:
        return _settle(followed, beat)
    return _meet(followed, link.hello, beat)


def _meet(link: Link, hello: Hello, beat: Beat) -> tuple[Link, tuple[Heard, ...]]:
    """The first BEAT behind a HELLO: from here on the box is believed."""
    same_box = hello.serial == link.serial
    fell = any(_newly(*counts) is None for counts in zip(link.presses, beat.presses, strict=True))
    same_boot = same_box and hello.boot == link.boot and not fell
    before = link.presses if same_boot else _NO_PRESSES if same_box else _before(hello, beat)
    met = replace(link, trusted=True, serial=hello.serial, boot=hello.boot, presses=before)
    met, heard = _settle(met, beat)
    return met, heard if same_boot or not link.serial else (Rebooted(), *heard)


def _before(hello: Hello, beat: Beat) -> tuple[int, ...]:
    """A new box's counters as it said HELLO: what was pressed before was not for this host."""
    since_ms = (beat.t_us - hello.t_us) % (1 << 32) // 1000
    return tuple(
        (presses - (bool(presses) and age_ms < since_ms)) % _COUNT
        for presses, age_ms in zip(beat.presses, beat.ages_ms, strict=True)
    )


def _settle(link: Link, beat: Beat) -> tuple[Link, tuple[Heard, ...]]:
    """Bring the link to the state of a BEAT, and tell what lies between."""
    heard: list[Heard] = []
    for switch in _SWITCHES:
        newly = _newly(link.presses[switch], beat.presses[switch])
        if newly is None:
            return distrust(link), ()
        was_down, is_down = link.down >> switch & 1, beat.down >> switch & 1
        # A new press of a held switch shows that the release between them was lost.
        if was_down and (newly or not is_down):
            heard.append(Released(switch))
        age_ms = beat.ages_ms[switch]
        dated = bool(newly) and age_ms < AGE_MAX_MS
        if newly > dated:
            heard.append(Missed(switch, newly - dated))
        if dated:
            pressed_us = (beat.t_us - age_ms * 1000) % (1 << 32)
            heard.append(Pressed(switch, _dated(link, pressed_us)))
            if not is_down:
                heard.append(Released(switch))
    heard += _bits(link.faults, beat.faults)
    known = replace(link, down=beat.down, faults=beat.faults, presses=beat.presses)
    for pedal, value in enumerate(beat.values):
        known, moved = _moved(known, pedal, value)
        heard += moved
    return known, tuple(heard)


def _bits(before: int, after: int) -> list[Heard]:
    """The cables that were cut or mended."""
    changed = [switch for switch in _SWITCHES if (before ^ after) >> switch & 1]
    return [Cut(switch) if after >> switch & 1 else Mended(switch) for switch in changed]


def _slide(link: Link, said: Pedal, came_us: int) -> tuple[Link, tuple[Heard, ...]]:
    followed = _follow(link, said, came_us)
    if followed is None:
        return link, ()
    if not link.trusted:
        return followed, ()
    return _moved(followed, said.pedal, said.value)


def _moved(link: Link, pedal: int, value: int) -> tuple[Link, tuple[Heard, ...]]:
    """The link with a pedal at its place; one that was never calibrated is silent."""
    assert link.hello is not None, "only a box that is trusted is heard"
    heel, toe = link.hello.calibration[pedal]
    if heel == toe or value == link.values[pedal]:
        return link, ()
    values = (*link.values[:pedal], value, *link.values[pedal + 1 :])
    return replace(link, values=values), (Moved(pedal, value),)


def _pass_over(link: Link, other: Unknown) -> Link:
    counted = replace(link, unknown=link.unknown + 1)
    # What the host itself sent may come back from a box that echoes; its seq is not the box's.
    followed = _counted(counted, other.seq) if other.kind < HOST_KINDS else None
    return followed or counted


def _newly(before: int, after: int) -> int | None:
    """How many presses lie between two counters; None where they count from different boots."""
    newly = (after - before) % _COUNT
    return None if newly & _RAN_BACK else newly


def _dated(link: Link, t_us: int) -> int:
    """The host's instant of a first edge: not after the frame that tells of it, being dated too."""
    assert link.clock is not None, "only a box that has said HELLO is heard"
    return link.clock.date(t_us)
