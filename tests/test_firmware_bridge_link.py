"""What one footswitch's line tells: presses and when they were, what was missed, what is held."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wired_box import WiredBox, met, play

from firmware_bridge.framing import seal
from firmware_bridge.heard import (
    Missed,
    Pressed,
    Released,
)
from firmware_bridge.link import REPEAT_WITHIN


def pressed(heard):
    return [told.switch for told in heard if isinstance(told, Pressed)]


def test_a_press_and_its_release_are_heard_once():
    box = WiredBox()
    link, heard = play(met(box), box.toggle(2), box.beat(), box.toggle(2), box.beat())
    assert heard == [Pressed(2, 0), Released(2)]
    assert (link.down, link.presses, link.lost) == (0, (0, 0, 1, 0, 0, 0), 0)


def test_a_press_has_the_instant_of_its_first_edge():
    box = WiredBox()
    link, _ = play(met(box), box.beat(100), came_ms=104)
    assert play(link, box.toggle(0, 150), came_ms=173)[1] == [Pressed(0, 150_000)]


def test_a_press_is_never_dated_after_the_frame_that_tells_of_it():
    """The box's clock runs fast: by its own reckoning the press is still to come."""
    box = WiredBox()
    assert play(met(box), box.toggle(0, 150), came_ms=149)[1] == [Pressed(0, 149_000)]


def test_a_lost_press_is_dated_by_the_age_in_the_beat():
    box = WiredBox()
    link = met(box)
    box.toggle(0, 120)
    link, heard = play(link, box.beat(200), box.beat(200), came_ms=204)
    assert heard == [Pressed(0, 120_000)]
    assert play(link, box.toggle(0, 210), came_ms=212)[1] == [Released(0)]


def test_a_lost_press_and_release_are_both_told_by_the_beat():
    box = WiredBox()
    link = met(box)
    box.toggle(0, 120), box.toggle(0, 150)
    assert play(link, box.beat(200), came_ms=204)[1] == [Pressed(0, 120_000), Released(0)]


def test_a_release_does_not_speak_for_the_press_that_was_lost_before_it():
    """It has no age; the beat behind it has."""
    box = WiredBox()
    link = met(box)
    box.toggle(0, 120)
    link, heard = play(link, box.toggle(0, 150), came_ms=150)
    assert heard == []
    assert play(link, box.beat(200), came_ms=204)[1] == [Pressed(0, 120_000), Released(0)]


def test_of_several_lost_presses_only_the_last_can_be_dated():
    box = WiredBox()
    link = met(box)
    for at_ms in (110, 130, 150, 170, 190):
        box.toggle(0, at_ms)
    link, heard = play(link, box.beat(200), came_ms=203)
    assert heard == [Missed(0, 2), Pressed(0, 190_000)]


def test_a_press_longer_ago_than_an_age_can_tell_was_missed():
    box = WiredBox()
    link = met(box)
    box.toggle(0, 100)
    assert play(link, box.beat(65_635), came_ms=65_635)[1] == [Missed(0, 1)]


def test_a_press_after_missed_ones_fires_and_shows_them():
    box = WiredBox()
    link = met(box)
    for _ in range(4):
        box.toggle()
    assert play(link, box.toggle())[1] == [Missed(0, 2), Pressed(0, 0)]


def test_a_missed_release_is_released_by_the_beat():
    box = WiredBox()
    link, _ = play(met(box), box.toggle())
    box.toggle()
    assert play(link, box.beat(), box.beat())[1] == [Released(0)]


def test_a_hold_ends_when_its_release_and_the_next_press_were_lost():
    box = WiredBox()
    link, _ = play(met(box), box.toggle(0, 10), came_ms=10)
    box.toggle(0, 40), box.toggle(0, 90)
    link, heard = play(link, box.beat(100), came_ms=100)
    assert (heard, link.down) == ([Released(0), Pressed(0, 90_000)], 1)


def test_another_switch_s_bit_presses_nothing():
    """The press of 1 was lost; only its bit shows in the event of 0, its age in the beat."""
    box = WiredBox()
    link = met(box)
    box.toggle(1, 50)
    link, heard = play(link, box.toggle(0, 60), came_ms=60)
    assert (heard, link.down) == ([Pressed(0, 60_000)], 0b01)
    link, heard = play(link, box.beat(100), came_ms=100)
    assert (heard, link.down) == ([Pressed(1, 50_000)], 0b11)


@pytest.mark.parametrize("between", [0, 1, REPEAT_WITHIN - 1])
def test_a_doubled_frame_is_heard_once(between):
    box = WiredBox(seq=250)
    link = met(box)
    press, release = box.toggle(), box.toggle()
    link, heard = play(link, press, press, release)
    assert heard == [Pressed(0, 0), Released(0)]
    beats = [box.beat() for _ in range(between)]
    after, heard = play(link, *beats, release)
    assert (heard, after.down, after.lost) == ([], 0, 0)


def test_a_press_heard_again_long_after_fires_nothing():
    """Its seq counts as new again, and its counter is known all the same."""
    box = WiredBox()
    link = met(box)
    press, release = box.toggle(), box.toggle()
    beats = [box.beat() for _ in range(REPEAT_WITHIN)]
    assert pressed(play(link, press, release, *beats, press)[1]) == [0]


def test_the_line_goes_on_after_as_many_lost_frames_as_are_no_repeat():
    box = WiredBox()
    link = met(box)
    box.seq += 255 - REPEAT_WITHIN
    link, heard = play(link, box.toggle())
    assert (pressed(heard), link.lost) == ([0], 239)


def test_lost_frames_are_counted_over_the_wrap_of_seq():
    box = WiredBox(seq=253)
    link = met(box)
    box.beat(), box.beat(), box.beat()
    stranger = seal(bytes((0x05, 3)) + bytes(4))[:-1]
    link, heard = play(link, box.toggle(), stranger)
    box.seq += 1
    link, more = play(link, box.beat())
    assert (pressed(heard), more, link.lost, link.unknown) == ([0], [], 3, 1)


def test_a_counter_wraps_without_a_missed_press():
    box = WiredBox(presses=[65_535] * 6)
    link, heard = play(met(box), box.toggle(), box.beat())
    assert (heard, link.presses[0]) == ([Pressed(0, 0)], 0)


def test_a_counter_half_way_round_is_ahead_and_one_further_has_fallen():
    box = WiredBox(seq=2, presses=[32_767, 0, 0, 0, 0, 0])
    link, heard = play(met(WiredBox()), box.beat())
    assert (heard, link.trusted) == ([Missed(0, 32_767)], True)
    box.presses[0] = 65_535
    link, heard = play(link, box.beat())
    assert (heard, link.trusted) == ([], False)


steps = st.tuples(
    st.one_of(st.integers(0, 2), st.sampled_from(["beat", "hello", "again"])), st.booleans()
)


@given(st.lists(steps, max_size=60), st.integers(0, 255), st.integers(65_530, 65_535))
@example([(0, True), (0, False), (0, False), (0, True)], 255, 65_535)
def test_whatever_is_lost_no_press_is_told_twice_and_the_beat_mends_the_rest(ops, seq, presses):
    """Each press is told once, as pressed or as missed; and what came is told; holds end."""
    box = WiredBox(seq=seq, presses=[presses] * 6)
    link = met(box)
    sent, arrived, made, frames = [], [], [], []
    for op, comes in ops:
        if op == "again":
            frames += filter(None, sent[-REPEAT_WITHIN:])
            continue
        frame = {"beat": box.beat, "hello": box.hello}.get(op, lambda op=op: box.toggle(op))()
        if isinstance(op, int) and box.down >> op & 1:
            made.append(op)
            if comes:
                arrived.append(op)
        if comes:
            frames.append(frame)
        sent.append(frame if comes and isinstance(op, int) else None)
    link, heard = play(link, *frames, box.beat())
    for switch in range(6):
        missed = [told.count for told in heard if isinstance(told, Missed)
                  and told.switch == switch]  # fmt: skip
        fired = pressed(heard).count(switch)
        assert fired + sum(missed) == made.count(switch)
        assert fired >= arrived.count(switch)
        holds = [told for told in heard if told in (Pressed(switch, 0), Released(switch))]
        assert all(a != b for a, b in pairwise(holds))
    assert (link.down, link.presses) == (box.down, tuple(box.presses))
