"""A footswitch in words: all of it for a terminal, or what has changed, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from firmware_bridge.heard import (
    Cut,
    Junked,
    Mended,
    Missed,
    Moved,
    Pressed,
    Rebooted,
    Refused,
    Released,
)
from firmware_bridge.wire import AGE_MAX_MS, PEDAL_MAX
from rig.live.box_seen import delay

if TYPE_CHECKING:
    from firmware_bridge.heard import Heard
    from firmware_bridge.said import Beat, Hello
    from rig.live.box_seen import Seen

BAR: Final = 24
"""The columns of a pedal's bar."""

BOX: Final = "the box"
"""The part of it that is all of it."""

_BOARDS: Final = ("board unknown", "ATmega328P", "ATmega32U4", "ATmega2560")
_CAUSES: Final = ("unknown", "power", "its reset line", "a brown-out", "its watchdog")


def who(hello: Hello) -> str:
    """A box, its firmware and its last start; also whether it has forgotten what it was told."""
    board = _one_of(_BOARDS, hello.board, "board")
    cause = _one_of(_CAUSES, hello.reset_cause, "cause")
    fresh = "; ITS SETTINGS ARE LOST, or it is new" if hello.fresh else ""
    version = ".".join(map(str, hello.version))
    return f"{hello.serial}: {board}, firmware {version}; start {hello.boot} by {cause}{fresh}"


def drawn(seen: Seen, port: str, now_us: int) -> list[str]:
    """All that is known of the box; its lines are as many as long as it is the same box."""
    hello, beat = seen.link.hello, seen.beat
    if hello is None or beat is None or not seen.link.trusted:
        return [f"{port}: no footswitch is heard"]
    return [
        who(hello),
        *(_switch(seen, hello, beat, switch, now_us) for switch in range(hello.switches)),
        *(_pedal(hello, beat, pedal) for pedal in range(hello.pedals)),
        f"lights     {' '.join(str(beat.lights >> one & 1) for one in range(hello.lights))}",
        f"frames     {seen.link.seq:3} the last; {wire(seen)}",
        *delays(seen),
    ]


def delays(seen: Seen) -> list[str]:
    """How soon the box tells, as far as that is known here."""
    return [
        f"from edge  {delay(seen.late_us)}; more than the quickest frame took",
        f"to HELLO   {delay(seen.answered_us)}; there and back",
    ]


def wire(seen: Seen) -> str:
    """What the wire has lost or damaged so far."""
    link = seen.link
    bad = seen.beat.bad_frames if seen.beat is not None else 0
    return f"{link.lost} lost, {link.junk} junk, {link.unknown} unknown; {bad} damaged at the box"


def told(one: Heard, came_us: int) -> tuple[str, str] | None:
    """What was heard of which part of the box; None of what ``wire`` counts."""
    match one:
        case Pressed():
            late_ms = (came_us - one.at_us) / 1000
            return _switch_name(one.switch), f"pressed, its first edge {late_ms:.1f} ms ago"
        case Released():
            return _switch_name(one.switch), "let go"
        case Moved():
            return f"pedal {one.pedal + 1}", str(one.value)
        case Missed():
            presses = "a press" if one.count == 1 else f"{one.count} presses"
            return _switch_name(one.switch), f"{presses} missed, lost on the wire"
        case Cut():
            return _switch_name(one.switch), "its cable is out"
        case Mended():
            return _switch_name(one.switch), "its cable is whole again"
        case Rebooted():
            return BOX, "has started anew, or is another one"
        case Refused():
            return BOX, one.why
        case Junked():
            return None


def _switch_name(switch: int) -> str:
    return f"switch {switch + 1}"


def _switch(seen: Seen, hello: Hello, beat: Beat, switch: int, now_us: int) -> str:
    bit = 1 << switch
    state = "HELD" if beat.down & bit else "CABLE OUT" if beat.faults & bit else "up"
    kind = "normally closed" if hello.closed & bit else "normally open"
    slow = ", slow" if hello.slow & bit else ""
    presses, age_ms = beat.presses[switch], beat.ages_ms[switch]
    pressed_us = seen.presses_us[switch]
    last = ""
    if pressed_us is not None:
        last = f", the last {(now_us - pressed_us) / 1e6:.1f} s ago"
    elif presses and age_ms < AGE_MAX_MS:
        last = f", the last {age_ms / 1000:.1f} s ago"
    count = "1 press" if presses == 1 else f"{presses} presses"
    return f"{_switch_name(switch)}   {state:<9}  {count}{last}; {kind}{slow}"


def _pedal(hello: Hello, beat: Beat, pedal: int) -> str:
    heel, toe = hello.calibration[pedal]
    raw, value = beat.raw[pedal], beat.values[pedal]
    if heel == toe:
        calibrate = f"rig pedal --calibrate {pedal + 1}"
        return f"pedal {pedal + 1}    silent; its input reads {raw:4}; {calibrate} has it heard"
    full = value * BAR // PEDAL_MAX
    bar = "#" * full + "." * (BAR - full)
    return f"pedal {pedal + 1}    {bar} {value:4}; its input reads {raw:4}, {heel} to {toe}"


def _one_of(names: tuple[str, ...], number: int, what: str) -> str:
    """A name by its number; numbers of later versions have none."""
    return names[number] if number < len(names) else f"{what} {number}"
