"""14-bit controls joined from their parts: in order, out of order, and with parts missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.hands.joining import NOTHING_JOINED, Memory, carried_by, join, parts
from rig.hands.midi import CC14, NRPN, RPN, Touch, decode
from rig.hands.signal import Signal
from rig.hands.stream import Parser

FADER = Signal(CC14, 11, high=16_383)
WHEEL = Signal(CC14, 1, high=16_383)
CUTOFF = Signal(NRPN, 130, high=16_383)
TUNING = Signal(RPN, 1, high=16_383)
DEVICE = (FADER, WHEEL, CUTOFF, TUNING)
# Less than this of 16383 is less than 1/127 of the travel.
STEPS = 128

wide = st.integers(0, 16_383)
sweeps = st.lists(wide, min_size=1, max_size=60, unique=True)


def played(
    *said: tuple[int, int], signals: tuple[Signal, ...] = DEVICE, channel: int = 0
) -> list[Touch | None]:
    """What each control change, a number and a value, comes to."""
    return remembered(*said, signals=signals, channel=channel)[1]


def remembered(
    *said: tuple[int, int],
    signals: tuple[Signal, ...] = DEVICE,
    channel: int = 0,
    memory: Memory = NOTHING_JOINED,
) -> tuple[Memory, list[Touch | None]]:
    table = parts(signals)
    joined = []
    for number, value in said:
        touch = Touch(0xB0 | channel, number, value)
        memory, whole = join(memory, table[touch.status, number], touch)
        joined.append(whole)
    return memory, joined


def pair(value: int, msb: int = 11) -> list[tuple[int, int]]:
    return [(msb, value >> 7), (msb + 32, value & 127)]


def chosen(signal: Signal) -> list[tuple[int, int]]:
    msb = 99 if signal.status & ~15 == NRPN else 101
    return [(msb, signal.number >> 7), (msb - 1, signal.number & 127)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(11, 64), (43, 5)], [8192, 8197]),
        ([(11, 64), (43, 5), (11, 65), (43, 3)], [8192, 8197, 8320, 8323]),
        ([(11, 64), (43, 5), (11, 63), (43, 125)], [8192, 8197, 8191, 8189]),
        ([(11, 64), (43, 5), (11, 64)], [8192, 8197, 8197]),
        ([(11, 64), (43, 5), (43, 9)], [8192, 8197, 8201]),
        ([(11, 0), (11, 127), (11, 0)], [0, 16_256, 127]),
        ([(43, 5)], [None]),
        ([(43, 5), (11, 64), (43, 6)], [None, 8192, 8198]),
        ([(11, 64), (43, 120), (43, 3), (11, 65)], [8192, 8312, 8195, 8320]),
        ([(11, 64), (11, 65), (43, 7)], [8192, 8320, 8327]),
    ],
    ids=[
        *("pair", "going up", "going down", "same MSB", "LSB again", "never an LSB"),
        *("LSB alone", "LSB before any MSB", "LSB before its MSB", "LSB late"),
    ],
)
def test_a_pair_comes_to_a_value_at_each_of_its_parts(said, expected):
    assert [whole and whole.value for whole in played(*said)] == expected


def test_pairs_out_of_order_in_a_captured_stream_come_to_values_that_differ_by_little():
    stream = bytes.fromhex("B0 0B 40 2B F8 10 0B 41 2B 00 2B 40 0B 42 90 3C 40 B0 2B 7F 0B 41")
    table, memory, joined = parts(DEVICE), NOTHING_JOINED, []
    for message in Parser().feed(stream)[1]:
        touch = decode(message)
        if touch and (touch.status, touch.number) in table:
            memory, whole = join(memory, table[touch.status, touch.number], touch)
            joined.append(whole.value)
    assert joined == [8192, 8208, 8320, 8320, 8384, 8448, 8575, 8447]


@given(sweeps, st.lists(st.booleans(), min_size=60, max_size=60), st.booleans())
@example(places=[127, 128, 255, 256], lost=[False] * 60, falls=True)
def test_a_sweep_of_which_lsbs_are_lost_stays_monotone_and_within_one_step_of_127(
    places, lost, falls
):
    # Before the first pair is whole, nothing tells where the sweep begins.
    places.sort(reverse=falls)
    said = pair(places[0])
    for place, is_lost in zip(places[1:], lost, strict=False):
        said += pair(place)[: 1 if is_lost else 2]
    came = [whole.value for whole in played(*said)[1:]]
    assert all((one >= other) if falls else (one <= other) for one, other in pairwise(came))
    at = iter(came)
    for place, is_lost in zip(places, [False, *lost], strict=False):
        assert place == places[0] or abs(next(at) - place) < STEPS
        assert is_lost or next(at) == place


@given(sweeps)
def test_where_each_lsb_comes_before_its_msb_no_move_ends_a_step_of_127_off(places):
    said = [part for place in places for part in reversed(pair(place))]
    ends = played(*said)[1::2]
    assert all(abs(at.value - to) < STEPS for at, to in zip(ends, places, strict=True))


@given(st.lists(st.tuples(st.sampled_from((1, 11, 33, 43)), st.integers(0, 127))))
def test_two_pairs_that_interleave_do_not_know_of_each_other(said):
    together = played(*said)
    for msb in (1, 11):
        alone = [part for part in said if part[0] in (msb, msb + 32)]
        mine = [whole for part, whole in zip(said, together, strict=True) if part in alone]
        assert mine == played(*alone)


def test_the_same_controls_on_two_channels_are_two():
    both = (*DEVICE, *(replace(signal, status=signal.status | 5) for signal in DEVICE))
    memory, _ = remembered(*pair(9000), *chosen(CUTOFF), (6, 1), signals=both)
    other = (*pair(50), *chosen(TUNING), (6, 2))
    memory, joined = remembered(*other, signals=both, channel=5, memory=memory)
    assert joined[-1] == Touch(RPN | 5, 1, 256)
    _, joined = remembered((43, 1), (38, 3), signals=both, memory=memory)
    assert joined == [Touch(CC14, 11, 9000 & ~127 | 1), Touch(NRPN, 130, 131)]


@pytest.mark.parametrize(("kind", "channel"), [(NRPN, 0), (NRPN, 15), (RPN, 0), (RPN, 3)])
def test_every_number_of_a_parameter_is_joined(kind, channel):
    # RPN 127 127 is none: to choose it ends the choice.
    numbers = range(16_383 if kind == RPN else 16_384)
    signals = [Signal(kind | channel, number, high=16_383) for number in numbers]
    table = parts(signals)
    for signal in signals:
        memory, joined = NOTHING_JOINED, None
        for number, value in (*chosen(signal), (6, 100), (38, 1)):
            touch = Touch(0xB0 | channel, number, value)
            memory, joined = join(memory, table[touch.status, number], touch)
        assert joined == Touch(*signal.key, 12_801)


@pytest.mark.parametrize("signal", [CUTOFF, TUNING, FADER], ids=["NRPN", "RPN", "pair"])
def test_every_value_is_joined(signal):
    msb = 11 if signal is FADER else 6
    start = [] if signal is FADER else chosen(signal)
    said = [part for value in range(16_384) for part in pair(value, msb)]
    joined = played(*start, *said)[len(start) :]
    assert joined[1::2] == [Touch(*signal.key, value) for value in range(16_384)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(98, 2), (99, 1), (6, 64)], Touch(NRPN, 130, 8192)),
        ([(99, 1), (6, 64)], None),
        ([(6, 64)], None),
        ([(99, 1), (98, 3), (6, 64)], None),
        ([(99, 1), (98, 3), (98, 2), (6, 64)], Touch(NRPN, 130, 8192)),
        ([(99, 1), (98, 2), (101, 0), (6, 64)], None),
        ([(99, 1), (98, 2), (101, 0), (100, 1), (6, 64)], Touch(RPN, 1, 8192)),
        ([(101, 0), (100, 1), (99, 1), (6, 64)], None),
        ([(99, 1), (98, 2), (6, 1), (101, 127), (100, 127), (6, 64)], None),
        ([(99, 1), (98, 2), (6, 1), (100, 127), (101, 127), (38, 64)], None),
        ([(101, 0), (100, 1), (101, 127), (100, 127), (101, 0), (6, 64)], None),
        ([(99, 1), (98, 2), (38, 64)], None),
    ],
    ids=[
        *("number's LSB first", "half a number", "no number", "a stranger's number"),
        *("one half anew", "half of another kind", "another kind", "half of an NRPN after an RPN"),
        *("stray after null", "null's LSB first", "half a number after null", "LSB before any MSB"),
    ],
)
def test_a_value_is_for_the_number_last_chosen_in_full_or_for_none(said, expected):
    assert played(*said)[-1] == expected


def test_choosing_again_keeps_where_each_parameter_was():
    said = [*chosen(CUTOFF), *pair(5000, 6), *chosen(TUNING), *pair(9000, 6), *chosen(CUTOFF)]
    assert played(*said, (38, 9))[-1] == Touch(NRPN, 130, 5000 & ~127 | 9)


@pytest.mark.parametrize(
    ("low", "high", "said", "expected"),
    [
        (0, 16_383, [(6, 64), (96, 0), (96, 127), (97, 5)], [8192, 8193, 8194, 8193]),
        (10, 12, [(96, 1)] * 3 + [(97, 1)] * 3, [11, 12, 12, 11, 10, 10]),
        (12, 10, [(96, 1), (97, 1), (97, 1), (97, 1)], [12, 11, 10, 10]),
        (0, 15_999, [(6, 127), (96, 1), (97, 1)], [16_256, 15_999, 15_998]),
    ],
    ids=["of a value", "from the low end", "of a range that runs backwards", "from beyond"],
)
def test_a_step_moves_by_one_within_the_calibrated_range(low, high, said, expected):
    knob = Signal(NRPN, 130, low, high)
    joined = played(*chosen(knob), *said, signals=(knob,))[2:]
    assert [whole.value for whole in joined] == expected


def nearest(msb: int, before: int) -> int:
    return min(range(msb * 128, msb * 128 + 128), key=lambda place: abs(place - before))


def looking_back(said: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """What is chosen before a place in a stream: found backwards, from the definition."""
    halves: dict[int, int] = {}
    for index in range(at - 1, -1, -1):
        number, value = said[index]
        if number < 98:
            continue
        if halves and number // 2 != next(iter(halves)) // 2:
            break
        if number >= 100 and value == 127 and null_ends(said, index):
            break
        halves.setdefault(number, value)
    if len(halves) < 2:
        return None
    kind = NRPN if 98 in halves else RPN
    return kind, halves[max(halves)] * 128 + halves[min(halves)]


def null_ends(said: list[tuple[int, int]], at: int) -> bool:
    """Whether the half of an RPN at a place makes it 127 127, within one choice."""
    other = 201 - said[at][0]
    for index in range(at - 1, -1, -1):
        number, value = said[index]
        if number in (98, 99):
            return False
        if number >= 100 and value == 127 and null_ends(said, index):
            return False
        if number == other:
            return value == 127
    return False


parameter_parts = st.tuples(
    st.sampled_from((6, 38, 96, 97, 98, 99, 100, 101)), st.sampled_from((0, 1, 127))
)


@given(st.lists(parameter_parts, max_size=30))
@example([(101, 127), (100, 127), (6, 1)])
@example([(100, 127), (101, 127), (101, 1), (6, 1)])
def test_any_stream_of_parts_comes_to_what_looking_back_finds(said):
    numbers = [msb * 128 + lsb for msb in (0, 1, 127) for lsb in (0, 1, 127)]
    device = tuple(Signal(kind, at, high=16_383) for kind in (NRPN, RPN) for at in numbers)
    places: dict[tuple[int, int], int] = {}
    joined = played(*said, signals=device)
    for at, ((number, value), whole) in enumerate(zip(said, joined, strict=True)):
        key = looking_back(said, at) if number < 98 else None
        if key is None or (number == 38 and key not in places):
            assert whole is None
            continue
        before = places.get(key)
        match number:
            case 6:
                places[key] = value * 128 if before is None else nearest(value, before)
            case 38:
                places[key] = before // 128 * 128 + value
            case 96:
                places[key] = min((before or 0) + 1, 16_383)
            case 97:
                places[key] = max((before or 0) - 1, 0)
        assert whole == Touch(*key, places[key])


@given(
    st.lists(st.tuples(st.sampled_from((1, 6, 11, 33, 38, 43, *range(96, 102))), wide), max_size=99)
)
def test_no_more_is_remembered_than_the_controls_a_device_declares(said):
    memory, joined = remembered(*[(number, value & 127) for number, value in said])
    assert memory.values.keys() <= {signal.key for signal in DEVICE}
    assert memory.chosen.keys() <= {0xB0}
    assert all(whole is None or 0 <= whole.value <= 16_383 for whole in joined)


def test_parts_are_the_control_changes_a_device_joins_and_no_others():
    plain = (Signal(0xB0, 7), Signal(0x90, 11), Signal(0xE0, 0, high=16_383))
    assert parts(plain) == {}
    assert parts((FADER, *plain)).keys() == {(0xB0, 11), (0xB0, 43)}
    numbers = (6, 38, 96, 97, 98, 99, 100, 101)
    assert parts((Signal(NRPN | 4, 9), *plain)).keys() == {(0xB4, number) for number in numbers}


def test_a_control_is_carried_by_its_own_message_or_by_its_parts():
    assert carried_by(Signal(0x93, 60)) == ((0x93, 60),)
    assert carried_by(Signal(CC14 | 2, 31)) == ((0xB2, 31), (0xB2, 63))
    assert carried_by(CUTOFF) == carried_by(TUNING)
    assert set(carried_by(CUTOFF)) == set(parts((TUNING,)))
