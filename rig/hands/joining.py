"""Controls of 14 bits: pairs of control changes, NRPN and RPN, joined from their parts.

Facts are of MIDI 1.0: the LSB of controller N is N + 32; 99 and 98 choose an NRPN, 101 and 100 an
RPN, MSB first named; 6 and 38 are the value of the chosen one, 96 and 97 move it by a step. RPN
127 127 chooses none.

Nothing waits for a part, and every part that moves a control counts at once:

- A new MSB alone is that end of its 128 steps nearest to where the control was: going up LSB 0,
  going down LSB 127. The same MSB again keeps the LSB. Where it was is not known at first: LSB 0.
  So a late LSB completes the move and never overshoots, and one that is missing costs less than
  1/127 of the travel.
- An LSB alone refines the last MSB; before any MSB it means nothing. One that comes before its MSB
  refines the one before, so it may step back, and its move too ends less than 1/127 off.
- Parts of different controls may interleave. The two halves of a number come in either order, and
  one alone keeps the other; a half of the other kind begins anew.
- A value without a number chosen, or of a number that is no declared control's, means nothing.
- A step stays within the calibrated range, and counts from its low end before any value. Its data
  byte means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.hands.midi import CC14, CHANNEL, CONTROL_CHANGE, DATA_MAX, NRPN, RPN, WIDE_MAX, Touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rig.hands.signal import Signal

Key = tuple[int, int]
"""Status and number of a touch."""

LSB_ABOVE: Final = 32
"""How far the controller of an LSB is above that of its MSB."""

_DATA_ENTRY: Final = 6
_UP: Final = 96
_DOWN: Final = 97
_STEPS: Final = {_UP: 1, _DOWN: -1}
# What a number begins, and whether it is the number's MSB.
_CHOOSES: Final = {98: (NRPN, False), 99: (NRPN, True), 100: (RPN, False), 101: (RPN, True)}


@dataclass(frozen=True, slots=True)
class Part:
    """One control change that is no control of its own."""

    controls: Mapping[Key, Signal]
    """Which it may be a part of: of a pair that one, of parameters those of its channel."""
    pair: Key | None = None
    """The pair it is a part of; None for a parameter, whichever is chosen."""


class Chosen(NamedTuple):
    """The parameter whose value comes next on a channel."""

    status: int
    """NRPN or RPN, with the channel."""
    msb: int | None = None
    lsb: int | None = None

    @property
    def key(self) -> Key | None:
        """The control, None till both halves of its number are known."""
        if self.msb is None or self.lsb is None:
            return None
        return self.status, self.msb << 7 | self.lsb


_NONE: Final = Chosen(0)


@dataclass(frozen=True, slots=True)
class Memory:
    """What one device's parts have said so far: bounded by its channels and declared controls."""

    chosen: Mapping[int, Chosen] = field(default_factory=dict)
    """By the status of the control changes that chose it."""
    values: Mapping[Key, int] = field(default_factory=dict)
    """Where each declared control was last, 0 to 16383."""


NOTHING_JOINED: Final = Memory()


def carried_by(signal: Signal) -> tuple[Key, ...]:
    """The single messages a control comes in: itself, or those that are joined to it.

    NRPN and RPN of a channel share theirs; otherwise no two controls of a device may.
    """
    kind, channel = signal.status & ~CHANNEL, signal.status & CHANNEL
    if kind == CC14:
        numbers: tuple[int, ...] = (signal.number, signal.number + LSB_ABOVE)
    elif kind in (NRPN, RPN):
        numbers = (_DATA_ENTRY, _DATA_ENTRY + LSB_ABOVE, *_STEPS, *_CHOOSES)
    else:
        return (signal.key,)
    return tuple((CONTROL_CHANGE | channel, number) for number in numbers)


def parts(signals: Iterable[Signal]) -> dict[Key, Part]:
    """Which touches of a device are parts, by status and number."""
    found: dict[Key, Part] = {}
    parameters: dict[int, dict[Key, Signal]] = {}
    for signal in signals:
        kind, channel = signal.status & ~CHANNEL, signal.status & CHANNEL
        if kind == CC14:
            part = Part({signal.key: signal}, signal.key)
        elif kind in (NRPN, RPN):
            part = Part(parameters.setdefault(channel, {}))
            parameters[channel][signal.key] = signal
        else:
            continue
        found.update(dict.fromkeys(carried_by(signal), part))
    return found


def join(memory: Memory, part: Part, touch: Touch) -> tuple[Memory, Touch | None]:
    """Take a touch that is a part; hand on the control it moved, if it moved one. Never raises."""
    if touch.number in _CHOOSES:
        return _choose(memory, touch), None
    key = part.pair or memory.chosen.get(touch.status, _NONE).key
    if key is None or key not in part.controls:
        return memory, None
    value = _moved(memory.values.get(key), part.controls[key], touch)
    if value is None:
        return memory, None
    return Memory(memory.chosen, {**memory.values, key: value}), Touch(*key, value)


def _choose(memory: Memory, touch: Touch) -> Memory:
    kind, is_msb = _CHOOSES[touch.number]
    status = kind | touch.status & CHANNEL
    known = memory.chosen.get(touch.status, _NONE)
    if known.status != status:
        known = Chosen(status)
    chosen = known._replace(msb=touch.value) if is_msb else known._replace(lsb=touch.value)
    if kind == RPN and chosen.key == (status, WIDE_MAX):
        chosen = _NONE
    return Memory({**memory.chosen, touch.status: chosen}, memory.values)


def _moved(before: int | None, signal: Signal, touch: Touch) -> int | None:
    """Where a part moves a control that was at ``before``; None where an LSB has no MSB."""
    if touch.number in _STEPS:
        least, most = sorted((signal.low, signal.high))
        start = signal.low if before is None else before
        return min(most, max(least, start + _STEPS[touch.number]))
    if touch.number >= LSB_ABOVE:
        return None if before is None else before & ~DATA_MAX | touch.value
    lowest = touch.value << 7
    return lowest if before is None else min(lowest | DATA_MAX, max(lowest, before))
