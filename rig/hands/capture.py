"""What came of a device in a short while, sorted by control: what belongs together, joined.

Whoever performs knows from a device file which control changes are parts of a control of 14 bits,
and `rig.hands.joining` joins those. Here nobody knows yet, so it must be seen from how they come.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.hands.joining import LSB_ABOVE
from rig.hands.midi import CC14, CHANNEL, CONTROL_CHANGE, NRPN, RPN, WIDE_MAX, decode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.hands.midi import Touch

Key = tuple[int, int]
"""Status and number of a touch."""

CAPTURE_MAX: Final = 4096
"""Messages of the longest capture; of a longer one the newest count."""

PAIR_US: Final = 80_000
"""An LSB this late no longer belongs to its MSB, as long as nobody has said that it does."""

JITTER: Final = 2
"""A pot that nobody touches moves by so much, of 127."""

_STEP_OF_MSB: Final = 96
"""Less, of 16383, than a control goes by whose MSB alone moved by one."""
_STEP_OF_POT: Final = 8
"""A pot of 7 bits goes by such steps at most, as a rule, when a hand sweeps it."""

_DATA_ENTRY: Final = 6
_STEPS: Final = (96, 97)
_SELECTS: Final = {99: (NRPN, 0), 98: (NRPN, 1), 101: (RPN, 0), 100: (RPN, 1)}
"""The control changes that say which parameter comes: its kind, and which half of its number."""


class Sample(NamedTuple):
    """Where a control was, or how far it was turned, when."""

    at_us: int
    value: int


@dataclass(slots=True)
class Track:
    """All that one control sent, at least one sample; of two data bytes where there are two."""

    status: int
    number: int
    samples: list[Sample] = field(default_factory=list)
    fine: bool = True
    """Whether both data bytes came, where there are two."""

    @property
    def key(self) -> Key:
        """What names it on the wire."""
        return self.status, self.number

    @property
    def values(self) -> list[int]:
        """The values of its samples."""
        return [sample.value for sample in self.samples]

    @property
    def spread(self) -> int:
        """From its least value to its greatest."""
        return max(self.values) - min(self.values)

    @property
    def repeats(self) -> bool:
        """Whether it often says the same twice in a row, which a pot never does."""
        same = sum(one == other for one, other in pairwise(self.values))
        return same > 0 and 4 * same >= len(self.samples) - 1


Came = tuple[int, "Touch"]


def tracks(capture: Iterable[tuple[int, bytes]]) -> list[Track]:
    """What each control sent, from whole messages with the microsecond each came, in their order.

    What touches no control is left out: clock, active sensing, sysex, and what is no message.
    """
    kept = deque(capture, maxlen=CAPTURE_MAX)
    came = [(at_us, touch) for at_us, data in kept if (touch := decode(data)) is not None]
    found, rest = _parameters(came)
    single: dict[Key, Track] = {}
    for at_us, (status, number, value) in rest:
        track = single.setdefault((status, number), Track(status, number))
        track.samples.append(Sample(at_us, value))
    for key in tuple(single):
        pair = _pair(key, single, rest)
        if pair is not None:
            del single[key], single[key[0], key[1] + LSB_ABOVE]
            found.append(pair)
    return [*found, *single.values()]


def _parameters(came: list[Came]) -> tuple[list[Track], list[Came]]:
    """NRPN and RPN; and what is left, without the control changes they were made of."""
    found: dict[Key, Track] = {}
    chosen: dict[int, tuple[int, list[int | None]]] = {}
    used: set[int] = set()
    for at_us, (status, number, value) in came:
        if status & ~CHANNEL != CONTROL_CHANGE:
            continue
        if number in _SELECTS:
            kind, half = _SELECTS[number]
            known, halves = chosen.get(status, (0, []))
            halves = halves if known == kind else [None, None]
            halves[half] = value
            chosen[status] = kind, halves
        elif number in (_DATA_ENTRY, _DATA_ENTRY + LSB_ABOVE) and status in chosen:
            kind, (msb, lsb) = chosen[status]
            if msb is None or lsb is None or (msb << 7 | lsb) == WIDE_MAX:
                continue
            key = kind | status & CHANNEL, msb << 7 | lsb
            if number == _DATA_ENTRY:
                track = found.setdefault(key, Track(*key, fine=False))
                track.samples.append(Sample(at_us, value << 7))
                used.add(status)
            elif key in found:
                _refine(found[key], at_us, value)
    parts = {*_SELECTS, *_STEPS, _DATA_ENTRY, _DATA_ENTRY + LSB_ABOVE}
    rest = [one for one in came if one[1].status not in used or one[1].number not in parts]
    return list(found.values()), rest


def _refine(track: Track, at_us: int, lsb: int) -> None:
    """Have an LSB complete the last sample, or, late or coming alone, be one of its own."""
    last = track.samples[-1]
    if not last.value & 0x7F and at_us - last.at_us <= PAIR_US:
        track.samples.pop()
    track.samples.append(Sample(at_us, last.value & ~0x7F | lsb))
    track.fine = True


def _pair(key: Key, single: dict[Key, Track], came: list[Came]) -> Track | None:
    """The control of 14 bits that a control change is the MSB of; None when it is one by itself.

    An LSB comes right after nearly every MSB. So do, by chance or in one round of the device's
    scan, the messages of a neighbour, whose values tell: a neighbour that trembles, or moves along,
    goes by small steps where an LSB runs round; and where the MSB trembles, an LSB makes good for
    each of its steps.
    """
    status, number = key
    fine_key = status, number + LSB_ABOVE
    if status & ~CHANNEL != CONTROL_CHANGE or number >= LSB_ABOVE or fine_key not in single:
        return None
    coarse, fine = single[key], single[fine_key]
    both = [(at_us, touch) for at_us, touch in came if touch[:2] in (key, fine_key)]
    joined = Track(CC14 | status & CHANNEL, number)
    for (before_us, before), (at_us, after) in pairwise(both):
        follows = (before.number, after.number) == (number, number + LSB_ABOVE)
        if follows and at_us - before_us <= PAIR_US:
            joined.samples.append(Sample(at_us, before.value << 7 | after.value))
    pairs = len(joined.samples)
    if pairs <= 1 or 4 * pairs < 3 * len(coarse.samples):
        return None
    if coarse.spread <= JITTER:
        alternates = 4 * pairs >= 3 * len(fine.samples)
        return joined if alternates and _usual_step(joined) < _STEP_OF_MSB else None
    if fine.spread == 0:
        return joined
    runs_round = coarse.repeats or _usual_step(fine) > _STEP_OF_POT
    return joined if fine.spread > JITTER and runs_round else None


def _usual_step(track: Track) -> int:
    return usual(abs(other - one) for one, other in pairwise(track.values))


def usual(values: Iterable[int]) -> int:
    """The median; of two in the middle the greater. 0 of none."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0
