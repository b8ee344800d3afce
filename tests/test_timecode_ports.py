"""Timecode and MIDI clock over a real port: a machine plays in real time, a process follows.

The server delivers on a period of 21 ms, and a period late: a stamp is some 20 to 60 ms behind the
machine, and what counts is how evenly.
"""

from __future__ import annotations

from threading import Event

import pytest
from parts import JackDevice, PortProcess, wait_for
from timecodes import FILM, KINDS, PAL, THIRTY, Machine, clocks

from rig.ports import channel
from rig.ports.channel import FOUND, TROUBLE, now_us

LATEST_US = 150_000


def perform(device, sent):
    """Have the device play each message at its instant."""
    for at_us, message in sent:
        Event().wait(max(0, at_us - now_us()) / 1_000_000)
        device.play(message)


def films(port):
    """Stamp, position and rate of each reading so far."""
    port.look()
    return [
        (at_us, *channel.unpack_film(payload)[1:])
        for kind, at_us, payload in port.records
        if kind == channel.FILM and payload[:1] == channel.SECONDS
    ]


def beats(port):
    """Stamp, clocks, length of a quarter and whether it runs, of each place so far."""
    port.look()
    return [
        (at_us, *channel.unpack_beat(payload))
        for kind, at_us, payload in port.records
        if kind == channel.BEAT
    ]


def hear_nothing(port):
    """Wait through three beats of the process."""
    port.look()
    port.beats = 0
    wait_for(lambda: port.look() or port.beats >= 3)


@pytest.mark.parametrize("kind", KINDS, ids=["24", "25", "29.97 drop", "30"])
def test_a_run_at_each_rate_is_followed_on_one_line(jack, kind):
    with JackDevice(jack, "Deck") as deck, PortProcess("mtc_in", "Deck", server=jack) as port:
        port.wait_payloads(FOUND)
        begin_us = now_us() + 50_000
        perform(deck, Machine(kind, (0, 0, 0, 0), begin_us).forwards(round(1.5 * kind.real)))
        wait_for(lambda: len(films(port)) >= 15)
        told = films(port)
    late_us = [at_us - begin_us - position for at_us, position, _ in told]
    assert 0 < min(late_us) < max(late_us) < LATEST_US
    assert max(late_us[8:]) - min(late_us[8:]) < 20_000
    assert told[0][2] == 1_000_000
    assert abs(told[-1][2] - 1_000_000) < 10_000


def test_locate_start_jump_reversal_and_silence_are_each_told_as_they_come(jack):
    with JackDevice(jack, "Deck") as deck, PortProcess("mtc_in", "Deck", server=jack) as port:
        port.wait_payloads(FOUND)
        machine = Machine(PAL, (1, 0, 0, 0), at_us=now_us())
        perform(deck, [machine.locates((10, 0, 0, 0))])
        wait_for(lambda: films(port))
        ((at_us, position, rate),) = films(port)
        assert machine.at_us < at_us < machine.at_us + LATEST_US
        assert (position, rate) == (36_000_000_000, 0)
        machine.at_us = now_us() + 50_000
        perform(deck, machine.forwards(10))
        machine.label = (2, 0, 0, 0)
        perform(deck, machine.forwards(10))
        perform(deck, machine.backwards(10))
        wait_for(lambda: films(port)[-1][2] < 0)
        hear_nothing(port)
        told = films(port)[1:]
        jump = next(number for number, one in enumerate(told) if one[1] < 7_300_000_000)
        turn = next(number for number, one in enumerate(told) if one[2] < 0)
        assert 3 <= jump <= turn - 3
        for number, group in ((0, 0), (jump, 10)):
            label, true_us = machine.begun[group]
            assert told[number][1] == label[0] * 3_600_000_000
            assert 0 < told[number][0] - true_us < LATEST_US
        assert all(abs(rate - 1_000_000) < 50_000 for _, _, rate in told[:turn])
        assert told[turn][2] == -1_000_000
        hear_nothing(port)
        assert films(port)[1:] == told
        machine.at_us = now_us() + 50_000
        perform(deck, machine.forwards(1))
        wait_for(lambda: len(films(port)) == len(told) + 2)
        assert films(port)[-1][2] == 1_000_000


def test_a_time_that_cannot_be_is_told_once_in_plain_words(jack):
    with JackDevice(jack, "MOTU") as deck, PortProcess("mtc_in", "MOTU", server=jack) as port:
        port.wait_payloads(FOUND)
        wrong, right = ((1, 0, 0, 31), (1, 0, 0, 29))
        deck.play(*[THIRTY.full_frame(wrong)] * 3, FILM.full_frame((1, 75, 0, 0)))
        deck.play(b"\xf0\x7f\xf7", b"\x90\x3c\x40", THIRTY.full_frame(right))
        wait_for(lambda: films(port))
        assert port.payloads(TROUBLE) == [
            b"MOTU: timecode not followed: it claims frame 31, and frames end at 29",
            b"MOTU: timecode not followed: it claims minute 75, and minutes end at 59",
        ]
        assert [one[1:] for one in films(port)] == [(3_600_966_667, 0)]


def test_a_leader_of_the_beat_is_followed_through_start_position_and_stop(jack):
    clock_us = 2_500_000 / 100
    with JackDevice(jack, "Drums") as drums, PortProcess("clock_in", "Drums", server=jack) as port:
        port.wait_payloads(FOUND)
        begin_us = now_us() + 50_000
        sent = clocks(100, 24 * 5 + 1, begin_us)
        perform(drums, [(begin_us - 1000, b"\xfa"), *sent[:100]])
        perform(drums, [(sent[100][0] - 2000, b"\xf2\x01\x01"), *sent[100:]])
        perform(drums, [(sent[-1][0] + 1000, b"\xfc")])
        wait_for(lambda: beats(port) and not beats(port)[-1][-1])
        first, *told, stop = beats(port)
    assert 5 <= first[1] < 24
    assert [clocks for _, clocks, _, _ in told] == [24, 48, 72, 96, 774, 792]
    for at_us, count, beat_us, runs in (first, *told):
        number = count if count < 774 else count - 674
        assert -15_000 < at_us - begin_us - number * clock_us < LATEST_US
        assert runs
        assert abs(beat_us - 600_000) < (60_000 if count >= 48 else 250_000)
    assert (stop[1], stop[3]) == (774 + 21, False)
    assert sent[-1][0] < stop[0] < sent[-1][0] + LATEST_US
