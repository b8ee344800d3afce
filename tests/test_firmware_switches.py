"""The core of the firmware: what feet and cables do, and what the box says of it.

Time is virtual, the core is the real one compiled for this machine.
"""

from __future__ import annotations

from random import Random

import pytest
from core_built import SAMPLE_US, WRAP_US, CoreBox
from hypothesis import example, given
from hypothesis import strategies as st

from firmware_bridge.wire import SETUP

ALL = 0b111111
NO_AGE = 65_535


def slow_box(**begun) -> CoreBox:
    box = CoreBox(**begun)
    box.tell(SETUP, bytes((0, ALL)))
    return box


def chatter(box: CoreBox, seed: int, bounce_us: int, switch: int, *, down: bool) -> None:
    """Move a switch; its contact closes and opens at random for so long, then keeps."""
    random = Random(seed)  # noqa: S311 - a bounce, no secret
    end_us = box.now_us + bounce_us
    while box.now_us < end_us:
        (box.press if random.random() < 0.5 else box.release)(switch)
        box.sample(random.randrange(330, 352))
    (box.press if down else box.release)(switch)


def test_a_press_and_a_release_are_one_event_each_dated_to_their_first_edge():
    box = CoreBox()
    box.advance(50_000)
    box.press(2)
    box.advance(100_000)
    box.release(2)
    box.advance(50_000)
    events = box.events()
    assert [(it.switch, it.down, it.presses) for it in events] == [(2, 0b100, 1), (2, 0, 1)]
    assert [it.t_us for it in events] == [50_000 + SAMPLE_US, 150_000 + SAMPLE_US]


def test_a_press_is_told_with_the_second_sample_that_shows_it():
    box = CoreBox()
    box.advance(50_000)
    box.heard()
    box.press(0)
    box.sample()
    assert not box.events()
    box.sample()
    assert len(box.events()) == 1


@pytest.mark.parametrize("begun", [CoreBox, slow_box])
def test_a_single_sample_that_differs_is_no_press(begun):
    box = begun()
    for _ in range(50):
        box.press(0)
        box.sample()
        box.release(0)
        box.advance(3_000)
    assert box.beat().presses[0] == 0


def test_the_integrator_wants_a_lead_of_twelve_samples():
    box = slow_box()
    box.press(0)
    for _ in range(11):
        box.sample()
    box.release(0)
    box.sample()
    box.press(0)
    box.sample()
    assert not box.events()
    box.sample()
    (event,) = box.events()
    assert event.t_us == SAMPLE_US


@pytest.mark.parametrize("begun", [CoreBox, slow_box])
def test_a_switch_that_has_changed_keeps_for_20_ms_and_not_longer(begun):
    box = begun()
    box.press(0)
    while not box.events():
        box.sample()
    changed_us = box.now_us
    box.release(0)
    while not (events := box.events()):
        box.sample()
    assert 20_000 <= box.now_us - changed_us < 20_000 + SAMPLE_US
    assert events[0].t_us == changed_us + SAMPLE_US


def treads(box: CoreBox, seed: int, bounce_us: int, hold_us: int, every_us: int) -> None:
    """Press ten times, each a release and a press with bounce; every press is told once."""
    for count in range(1, 11):
        begun_us = box.now_us
        chatter(box, seed + count, bounce_us, 3, down=True)
        box.advance(max(0, begun_us + hold_us - box.now_us))
        chatter(box, seed - count, bounce_us, 3, down=False)
        box.advance(max(0, begun_us + every_us - box.now_us))
        press, release = box.events()
        assert (press.down, press.presses) == (0b1000, count)
        assert (release.down, release.presses) == (0, count)
        assert (press.t_us - begun_us) % WRAP_US <= bounce_us + 700


@given(
    st.integers(0, 2**32), st.integers(0, 10_000), st.integers(12_000, 30_000), st.integers(0, 9)
)
@example(1, 10_000, 12_000, 0)
@example(0, 9_911, 29_746, 0)
def test_each_bounced_press_counts_once_held_for_12_ms_and_60_ms_apart(seed, bounce, hold, early):
    box = CoreBox(now_us=WRAP_US - early * 60_000 if early else 0)
    treads(box, seed, bounce, hold, 60_000)


@given(st.integers(0, 2**32), st.integers(0, 20_000), st.integers(40_000, 60_000))
@example(1, 20_000, 40_000)
def test_the_integrator_counts_each_press_once_through_20_ms_of_bounce(seed, bounce, hold):
    treads(slow_box(), seed, bounce, hold, 120_000)


@given(st.lists(st.tuples(st.integers(0, 63), st.integers(1, 60)), max_size=60), st.booleans())
def test_whatever_contacts_do_the_events_alone_tell_every_beat(moves, slow):
    box = slow_box() if slow else CoreBox()
    down, presses = 0, [0] * 6
    for high, samples in moves:
        box.high = high
        box.advance(samples * SAMPLE_US)
        for said in box.heard():
            match said.__class__.__name__:
                case "Event":
                    assert said.down ^ down == 1 << said.switch
                    presses[said.switch] += said.pressed
                    assert said.presses == presses[said.switch]
                    down = said.down
                case "Beat":
                    assert (said.down, said.presses) == (down, tuple(presses))


def test_two_feet_at_once_are_two_presses_and_no_event_counts_one_untold():
    box = CoreBox()
    box.press(1, 4)
    box.advance(30_000)
    assert [(it.switch, it.down) for it in box.events()] == [(1, 0b10), (4, 0b10010)]
    box.release(1, 4)
    box.advance(30_000)
    assert [(it.switch, it.down) for it in box.events()] == [(1, 0b10000), (4, 0)]


def test_a_switch_held_at_power_up_is_state_and_its_release_no_press():
    box = CoreBox(high=ALL & ~0b1)
    beat = box.beat()
    assert (beat.down, beat.presses[0], beat.ages_ms[0]) == (1, 0, NO_AGE)
    box.release(0)
    box.advance(50_000)
    (event,) = box.events()
    assert (event.down, event.presses) == (0, 0)


def test_a_switch_held_at_power_up_is_not_released_by_a_single_sample():
    box = CoreBox(high=ALL & ~0b1)
    box.release(0)
    box.sample()
    box.press(0)
    box.advance(30_000)
    assert not box.events()


def test_an_edge_is_forgotten_after_7_ms_without_another():
    for rest_us, forgotten in ((6_500, False), (7_500, True)):
        box = CoreBox()
        box.press(0)
        box.sample()
        box.release(0)
        box.advance(rest_us)
        box.press(0)
        box.advance(2_000)
        (event,) = box.events()
        assert (event.t_us > SAMPLE_US) == forgotten


@pytest.mark.parametrize(("every_us", "early_us"), [(10_000, 0), (8_333, 0), (3_000, 40_000)])
def test_interference_makes_no_press_and_dates_none_into_the_past(every_us, early_us):
    box = CoreBox()
    for _ in range(500):
        box.press(0)
        box.sample()
        box.release(0)
        box.advance(every_us - SAMPLE_US)
    pressed_us = box.now_us
    box.press(0)
    box.advance(1_000)
    (event,) = box.events()
    assert 0 <= event.t_us - (pressed_us - early_us) <= 2 * SAMPLE_US


def test_an_age_counts_from_the_first_edge_to_the_millisecond_and_stops_at_its_limit():
    box = CoreBox()
    assert box.beat().ages_ms == (NO_AGE,) * 6
    box.advance(700)
    box.press(5)
    box.advance(1_000)
    (event,) = box.events()
    for _ in range(30):
        box.advance(77_000)
        for beat in box.beats():
            assert beat.ages_ms[5] == (beat.t_us - event.t_us) // 1000
    box.advance(event.t_us + 65_534_000 - box.now_us, step_us=9_000)
    assert box.beat().ages_ms[5] == NO_AGE
    box.release(5)
    box.advance(30_000)
    box.press(5)
    box.advance(1_000)
    assert box.beat().ages_ms[5] < 102
    box.sample(70_000_000)
    assert box.beats()[-1].ages_ms[5] == NO_AGE


def test_a_press_after_the_counter_is_full_makes_it_zero():
    box = CoreBox()
    box.open = False
    for _ in range(65_535):
        for move in (box.press, box.release):
            move(0)
            box.sample(20_000)
            box.sample()
    box.open = True
    assert box.beat().presses[0] == 65_535
    box.press(0)
    box.advance(1_000)
    assert box.events()[-1].presses == 0


def test_a_press_under_way_goes_on_when_only_its_debouncing_changes():
    box = CoreBox()
    box.press(0)
    box.advance(50_000)
    box.heard()
    box.tell(SETUP, bytes((0, 1)))
    box.advance(50_000)
    assert not box.events()
    box.release(0)
    box.advance(50_000)
    assert [it.down for it in box.events()] == [0]


def test_a_press_held_over_the_wrap_of_the_clock_ends_as_any_other():
    box = CoreBox(now_us=WRAP_US - 10_000)
    box.press(0)
    box.advance(15_000)
    box.release(0)
    box.advance(30_000)
    press, release = box.events()
    assert (press.t_us, press.presses) == (WRAP_US - 10_000 + SAMPLE_US, 1)
    assert (release.t_us, release.presses) == (5_000 + SAMPLE_US, 1)
