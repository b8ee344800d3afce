"""A bare switch on a serial port's lines: every bounced press is one, at its first edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.lines import LOCK_US, Contact, Moved, sampled

MS = 1000
BOUNCES_MS = st.lists(st.integers(0, 9), max_size=6)


def heard(levels, *, closed=False, every_us=MS):
    """What comes of one sample after another, and how the contact stands then."""
    contact, moves = Contact(closed), []
    for number, level in enumerate(levels):
        contact, moved = sampled(contact, number * every_us, closed=bool(level))
        moves += [moved] if moved else []
    return moves, contact


def test_a_press_is_known_at_its_second_sample_and_dated_by_its_first():
    assert heard([0, 0, 1])[0] == []
    assert heard([0, 0, 1, 1])[0] == [Moved(pressed=True, at_us=2 * MS)]


def test_what_is_closed_at_first_is_no_press_and_its_opening_is_a_release():
    assert heard([1] * 50, closed=True)[0] == []
    assert heard([1, 0, 0], closed=True)[0] == [Moved(pressed=False, at_us=1 * MS)]


def test_single_samples_are_no_press_however_many():
    assert heard([1, 0] * 500)[0] == []


def test_an_edge_that_nothing_came_of_dates_the_press_for_20_ms_only():
    """A contact that begins to bounce 19 ms before it closes has been pressed by then."""
    assert heard([1, *[0] * 19, 1, 1])[0] == [Moved(pressed=True, at_us=0)]
    assert heard([1, *[0] * 20, 1, 1])[0] == [Moved(pressed=True, at_us=21 * MS)]


def test_a_change_stands_for_20_ms_to_the_microsecond():
    contact = Contact(closed=False)
    for at_us in (0, MS):
        contact, _ = sampled(contact, at_us, closed=True)
    for at_us in (2 * MS, MS + LOCK_US - 1):
        contact, moved = sampled(contact, at_us, closed=False)
        assert moved is None
    _, moved = sampled(contact, MS + LOCK_US, closed=False)
    assert moved == Moved(pressed=False, at_us=2 * MS)


def test_samples_that_are_far_apart_lose_no_press_that_lasts_for_two():
    moves, _ = heard([0, 1, 1, 1, 0, 0], every_us=150 * MS)
    assert [one.pressed for one in moves] == [True, False]


@given(
    st.lists(
        st.tuples(st.integers(12, 400), st.integers(48, 400), BOUNCES_MS, BOUNCES_MS),
        min_size=1,
        max_size=8,
    )
)
def test_every_bounced_press_is_one_and_dated_by_its_first_edge(steps):
    """Bounces of up to 10 ms; held for 12 ms or longer, pressed again after 60 ms or later."""
    levels, edges = [0] * 30, []
    for held_ms, rest_ms, down_ms, up_ms in steps:
        edges.append(len(levels))
        down, up = [1] * held_ms, [0] * rest_ms
        for at in down_ms:
            down[at] = 0
        for at in up_ms:
            up[at] = 1
        down[0], up[0] = 1, 0
        levels += down + up
    moves, contact = heard([*levels, *[0] * 30])
    assert [one.pressed for one in moves] == [True, False] * len(steps)
    assert [one.at_us // MS for one in moves[::2]] == edges
    assert not contact.closed


@given(st.lists(st.booleans(), max_size=300))
def test_whatever_a_line_does_presses_and_releases_take_turns_20_ms_apart(levels):
    moves, contact = heard(levels)
    assert [one.pressed for one in moves] == [n % 2 == 0 for n in range(len(moves))]
    assert contact.closed is (len(moves) % 2 == 1)
    known_us, last_us = 0, -LOCK_US
    for number in range(len(levels)):
        if len(heard(levels[: number + 1])[0]) > known_us:
            known_us += 1
            assert number * MS - last_us >= LOCK_US
            last_us = number * MS
