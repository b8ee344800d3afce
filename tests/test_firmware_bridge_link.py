"""What one footswitch's line tells: presses that fire, presses that were missed, what is held."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware_bridge.framing import seal
from firmware_bridge.link import (
    REPEAT_WITHIN,
    Junked,
    Link,
    Missed,
    Pressed,
    Rebooted,
    Refused,
    Released,
    distrust,
    receive,
)
from firmware_bridge.wire import Beat, Event, Hello, encode, hello_request


class Box:
    """A footswitch as PROTOCOL.md has it; each method gives the frame it would send."""

    def __init__(self, serial="FS-00017", boot=1, seq=0, down=0, presses=(0,) * 6):
        self.serial, self.boot, self.seq = serial, boot, seq
        self.down, self.presses = down, list(presses)

    def _send(self, kind, *fields):
        noun = kind(self.seq, 0, *fields)
        self.seq = (self.seq + 1) % 256
        return encode(noun)[:-1]

    def hello(self):
        state = (self.boot, self.down, tuple(self.presses))
        return self._send(Hello, self.serial, (1, 0), 6, 1, *state)

    def beat(self):
        return self._send(Beat, self.boot, self.down, tuple(self.presses), 0)

    def toggle(self, switch=0):
        self.down ^= 1 << switch
        pressed = bool(self.down >> switch & 1)
        self.presses[switch] = (self.presses[switch] + pressed) % 65536
        return self._send(Event, switch, pressed, self.down, self.presses[switch])

    def stranger(self):
        self.seq = (self.seq + 1) % 256
        return seal(bytes((0x05, self.seq - 1 & 0xFF)) + bytes(4))[:-1]


def play(link, *frames):
    """The link after these frames, and all that was heard."""
    told = []
    for frame in frames:
        link, heard = receive(link, frame)
        told += heard
    return link, told


def met(box):
    """The line of a box that has said HELLO."""
    return play(Link(), box.hello())[0]


def test_a_press_and_its_release_are_heard_once():
    box = Box()
    link, heard = play(met(box), box.toggle(2), box.beat(), box.toggle(2), box.beat())
    assert heard == [Pressed(2), Released(2)]
    assert (link.down, link.presses, link.lost) == (0, (0, 0, 1, 0, 0, 0), 0)


def test_nothing_is_believed_before_hello():
    box = Box()
    link, heard = play(Link(), box.toggle(), box.beat(), box.toggle(), box.stranger())
    assert (heard, link.trusted, link.down, link.lost) == ([], False, 0, 0)
    link, heard = play(link, box.hello(), box.toggle())
    assert (heard, link.trusted) == ([Pressed(0)], True)


def test_a_switch_held_when_hello_comes_is_state_and_no_press():
    box = Box(down=0b101, presses=(9, 0, 4, 0, 0, 0))
    link, heard = play(Link(), box.hello(), box.beat())
    assert (heard, link.down) == ([], 0b101)
    assert play(link, box.toggle(2))[1] == [Released(2)]


def test_a_missed_release_is_released_by_the_beat():
    box = Box()
    link, _ = play(met(box), box.toggle())
    box.toggle()
    assert play(link, box.beat(), box.beat())[1] == [Released(0)]


def test_a_missed_release_is_released_by_another_switch_s_event():
    box = Box()
    link, _ = play(met(box), box.toggle(0))
    box.toggle(0)
    assert play(link, box.toggle(1))[1] == [Released(0), Pressed(1)]


def test_a_missed_press_is_shown_and_never_fired():
    box = Box()
    link = met(box)
    box.toggle()
    link, heard = play(link, box.beat(), box.beat())
    assert (heard, link.down, link.lost) == ([Missed(0, 1)], 1, 1)
    assert play(link, box.toggle(), box.toggle())[1] == [Released(0), Pressed(0)]


def test_a_release_tells_of_the_press_that_was_missed_before_it():
    box = Box()
    link = met(box)
    box.toggle()
    assert play(link, box.toggle(), box.beat())[1] == [Missed(0, 1)]


def test_a_press_after_missed_ones_fires_and_shows_them():
    box = Box()
    link = met(box)
    for _ in range(4):
        box.toggle()
    assert play(link, box.toggle())[1] == [Missed(0, 2), Pressed(0)]


def test_a_hold_ends_when_its_release_and_the_next_press_were_lost():
    box = Box()
    link, _ = play(met(box), box.toggle())
    box.toggle(), box.toggle()
    link, heard = play(link, box.beat())
    assert (heard, link.down) == ([Released(0), Missed(0, 1)], 1)


def test_another_switch_s_bit_presses_nothing_and_ends_no_hold():
    """The press of 1 was lost; only its bit shows in the event of 0, its counter in the beat."""
    box = Box()
    link = met(box)
    box.toggle(1)
    link, heard = play(link, box.toggle(0))
    assert (heard, link.down) == ([Pressed(0)], 0b01)
    link, heard = play(link, box.beat())
    assert (heard, link.down) == ([Missed(1, 1)], 0b11)


@pytest.mark.parametrize("between", [0, 1, REPEAT_WITHIN - 1])
def test_a_repeated_event_is_heard_once(between):
    box = Box(seq=250)
    link = met(box)
    press, release = box.toggle(), box.toggle()
    link, heard = play(link, press, press, release)
    assert heard == [Pressed(0), Released(0)]
    beats = [box.beat() for _ in range(between)]
    after, heard = play(link, *beats, release)
    assert (heard, after.down, after.lost) == ([], 0, 0)


def test_a_press_heard_again_long_after_fires_nothing():
    """Later than a box may repeat, the counter still says that the press is known."""
    box = Box()
    link = met(box)
    press, release = box.toggle(), box.toggle()
    beats = [box.beat() for _ in range(REPEAT_WITHIN)]
    assert play(link, press, release, *beats, press)[1] == [Pressed(0), Released(0)]


def test_the_line_goes_on_after_as_many_lost_frames_as_are_no_repeat():
    box = Box()
    link = met(box)
    box.seq += 255 - REPEAT_WITHIN
    link, heard = play(link, box.toggle())
    assert (heard, link.lost) == ([Pressed(0)], 239)


def test_lost_frames_are_counted_over_the_wrap_of_seq():
    box = Box(seq=254)
    link = met(box)
    box.beat(), box.beat(), box.beat()
    link, heard = play(link, box.toggle(), box.stranger(), box.beat())
    assert (heard, link.lost, link.unknown) == ([Pressed(0)], 3, 1)


def test_a_counter_wraps_without_a_missed_press():
    box = Box(presses=(65_535,) * 6)
    link, heard = play(met(box), box.toggle(), box.beat())
    assert (heard, link.presses[0]) == ([Pressed(0)], 0)


def test_a_counter_half_way_round_is_ahead_and_one_further_has_fallen():
    box = Box(seq=1, presses=(32_767, 0, 0, 0, 0, 0))
    link, heard = play(met(Box()), box.beat())
    assert (heard, link.trusted) == ([Missed(0, 32_767)], True)
    box.presses[0] = 65_535
    link, heard = play(link, box.beat())
    assert (heard, link.trusted) == ([], False)


def test_a_reboot_is_told_and_ends_the_hold_it_interrupted():
    assert play(met(Box()), Box(boot=2).hello())[1] == [Rebooted()]
    link, _ = play(met(box := Box()), box.toggle())
    assert play(link, Box(boot=2).hello())[1] == [Rebooted(), Released(0)]


@pytest.mark.parametrize("seq", [0, 1, 9, 100])
def test_a_reboot_whose_hello_was_lost_is_found_by_the_next_beat(seq):
    """The press in between cannot be judged: it is shown once HELLO says who speaks."""
    old = Box(presses=(3,) * 6)
    link, _ = play(met(old), *(old.beat() for _ in range(seq)))
    new = Box(boot=2, seq=1)
    link, heard = play(link, new.toggle(), new.beat(), new.beat())
    assert (heard, link.trusted) == ([], False)
    link, heard = play(link, new.hello(), new.toggle())
    assert heard == [Rebooted(), Missed(0, 1), Released(0)]


@pytest.mark.parametrize("frame", [Box.toggle, Box.beat, Box.hello])
def test_a_counter_that_fell_is_a_reboot_though_the_boot_number_stayed(frame):
    link = met(Box(presses=(3,) * 6))
    fallen = Box(seq=1)
    link, heard = play(link, frame(fallen), fallen.hello())
    assert heard[0] == Rebooted()
    assert Pressed(0) not in heard
    assert link.trusted


def test_another_box_s_old_presses_were_not_missed():
    other = Box(serial="FS-00099", presses=(40,) * 6)
    assert play(met(Box()), other.hello())[1] == [Rebooted()]


def test_what_happened_while_the_port_was_closed_is_told_by_hello():
    box = Box()
    link, _ = play(met(box), box.toggle(0))
    link = distrust(link)
    assert play(link, box.toggle(0), box.toggle(1), box.beat())[1] == []
    link, heard = play(link, box.hello())
    assert heard == [Released(0), Missed(1, 1)]
    assert (link.trusted, link.down) == (True, 0b10)


def test_hello_again_while_trusted_is_a_beat():
    box = Box()
    link, heard = play(met(box), box.hello(), box.toggle(), hello := box.hello(), hello)
    assert (heard, link.lost) == ([Pressed(0)], 0)


def test_an_unknown_version_is_refused_once_and_its_holds_end():
    foreign = seal(bytes((0x01, 0)) + bytes(4) + b"\x02FS-00017\x03\x01more")[:-1]
    link, _ = play(met(box := Box()), box.toggle())
    link, heard = play(link, foreign, foreign, box.toggle(), box.toggle())
    assert heard[0] == Released(0)
    assert isinstance(refused := heard[1], Refused)
    assert "FS-00017 speaks protocol 2, this rig speaks 1" in refused.why
    assert (heard[2:], link.trusted, link.refused) == ([], False, True)
    link, heard = play(link, box.hello(), box.toggle())
    assert (heard[-1], link.refused) == (Released(0), False)


def test_junk_and_the_host_s_own_words_change_nothing_but_their_counters():
    box = Box()
    echo = hello_request(77).strip(b"\0")
    link, heard = play(met(box), b"AT\r", echo, box.toggle())
    assert heard == [Junked(), Pressed(0)]
    assert (link.junk, link.unknown, link.lost) == (1, 1, 0)


steps = st.tuples(
    st.one_of(st.integers(0, 2), st.sampled_from(["beat", "hello", "again"])), st.booleans()
)


@given(st.lists(steps, max_size=60), st.integers(0, 255), st.integers(65_530, 65_535))
@example([(0, True), (0, False), (0, False), (0, True)], 255, 65_535)
def test_whatever_is_lost_no_press_fires_twice_and_the_beat_mends_the_rest(ops, seq, presses):
    """A press fires exactly if its EVENT came; all others are missed ones; holds always end."""
    box = Box(seq=seq, presses=(presses,) * 6)
    link = met(box)
    sent, arrived, lost, frames = [], [], [], []
    for op, comes in ops:
        if op == "again":
            frames += filter(None, sent[-REPEAT_WITHIN:])
            continue
        frame = {"beat": box.beat, "hello": box.hello}.get(op, lambda op=op: box.toggle(op))()
        if isinstance(op, int) and box.down >> op & 1:
            (arrived if comes else lost).append(op)
        if comes:
            frames.append(frame)
        sent.append(frame if comes and isinstance(op, int) else None)
    link, heard = play(link, *frames, box.beat())
    assert [told.switch for told in heard if isinstance(told, Pressed)] == arrived
    for switch in range(6):
        missed = [told.count for told in heard if told == Missed(switch, getattr(told, "count", 0))]
        assert sum(missed) == lost.count(switch)
        holds = [told for told in heard if told in (Pressed(switch), Released(switch))]
        assert all(a != b for a, b in pairwise(holds) if a == Pressed(switch))
    assert (link.down, link.presses) == (box.down, tuple(box.presses))
