"""Who is on a footswitch's line: meeting a box, a box begun anew, its pedals and its cables."""

from __future__ import annotations

import pytest
from wired_box import WiredBox, met, play

from firmware_bridge.framing import seal
from firmware_bridge.heard import (
    Cut,
    Junked,
    Mended,
    Moved,
    Pressed,
    Rebooted,
    Refused,
    Released,
)
from firmware_bridge.link import Link, distrust
from firmware_bridge.wire import HELLO_REQUEST, command

CALIBRATED = ((0, 1023), (1000, 20))


def pressed(heard):
    return [told.switch for told in heard if isinstance(told, Pressed)]


def test_nothing_is_believed_before_hello_and_the_beat_behind_it():
    box = WiredBox(calibration=CALIBRATED)
    link, heard = play(Link(), box.toggle(), box.beat(), box.toggle(), box.slide(0, 9))
    assert (heard, link.trusted, link.down, link.lost) == ([], False, 0, 0)
    link, heard = play(link, box.hello(100), box.toggle(0, 100), box.slide(0, 9), came_ms=100)
    assert (heard, link.trusted, link.lost) == ([], False, 0)
    link, heard = play(link, box.beat(110), came_ms=110)
    assert (heard, link.trusted) == ([Moved(0, 9), Moved(1, 0)], True)


def test_a_press_between_hello_and_its_beat_is_no_old_one():
    box = WiredBox(presses=[9, 4, 0, 0, 0, 0])
    link, _ = play(Link(), box.hello(1000), came_ms=1000)
    link, _ = play(link, box.toggle(1, 1003), came_ms=1003)
    link, heard = play(link, box.beat(1008), came_ms=1008)
    assert heard == [Pressed(1, 1_003_000)]
    assert link.presses == (9, 5, 0, 0, 0, 0)


def test_a_switch_held_when_the_box_is_met_is_state_and_no_press():
    box = WiredBox(down=0b101, presses=[9, 0, 4, 0, 0, 0])
    link, heard = play(Link(), box.hello(), box.beat())
    assert (heard, link.down) == ([], 0b101)
    assert play(link, box.toggle(2))[1] == [Released(2)]


def test_a_reboot_is_told_and_ends_the_hold_it_interrupted():
    link, _ = play(met(box := WiredBox()), box.toggle())
    new = WiredBox(boot=2)
    link, heard = play(link, new.hello(), new.beat())
    assert (heard, link.trusted) == ([Rebooted(), Released(0)], True)


@pytest.mark.parametrize("seq", [0, 1, 9, 100])
def test_a_reboot_whose_hello_was_lost_is_found_by_the_next_beat(seq):
    old = WiredBox(presses=[3] * 6)
    link, _ = play(met(old), *(old.beat() for _ in range(seq)))
    new = WiredBox(boot=2, seq=1)
    link, heard = play(link, new.beat(100), new.toggle(0, 150), new.beat(200), came_ms=100)
    assert (heard, link.trusted) == ([], False)
    link, heard = play(link, new.hello(250), new.beat(251), came_ms=300)
    assert heard == [Rebooted(), Pressed(0, 199_000)]


@pytest.mark.parametrize("frame", [WiredBox.toggle, WiredBox.beat])
def test_a_counter_that_fell_is_a_reboot_though_the_boot_number_stayed(frame):
    link = met(WiredBox(presses=[3] * 6))
    fallen = WiredBox(seq=2)
    link, heard = play(link, frame(fallen))
    assert (heard, link.trusted) == ([], False)
    link, heard = play(link, fallen.hello(), fallen.beat())
    assert (heard[0], link.trusted) == (Rebooted(), True)
    assert link.presses == tuple(fallen.presses)


def test_another_box_s_old_presses_were_not_missed():
    other = WiredBox(serial="FS-00099", presses=[40] * 6)
    assert play(met(WiredBox()), other.hello(), other.beat())[1] == [Rebooted()]


def test_what_happened_while_the_port_was_closed_is_told_when_it_opens():
    box = WiredBox()
    link, _ = play(met(box), box.toggle(0))
    link = distrust(link)
    assert play(link, box.toggle(0, 1000), box.toggle(1, 2000), box.beat(2000))[1] == []
    link, heard = play(link, box.hello(3000), box.beat(3001), came_ms=3000)
    assert heard == [Released(0), Pressed(1, 1_999_000)]
    assert (link.trusted, link.down) == (True, 0b10)


def test_hello_again_while_trusted_changes_what_is_known_of_the_box_alone():
    box = WiredBox()
    link, heard = play(met(box), box.hello(), box.toggle(), hello := box.hello(), hello)
    assert (pressed(heard), link.lost, link.trusted) == ([0], 0, True)
    box.calibration = ((0, 0), (0, 1023))
    link, heard = play(link, box.hello(), box.slide(0, 5), box.slide(1, 6))
    assert heard == [Moved(1, 6)]


def test_a_pedal_moves_and_a_lost_move_is_told_by_the_beat():
    box = WiredBox(values=(100, 0), calibration=((20, 1000), (0, 0)))
    link, heard = play(Link(), box.hello(), box.beat(), box.slide(0, 300), box.beat())
    assert heard == [Moved(0, 100), Moved(0, 300)]
    box.slide(0, 500)
    assert play(link, box.beat())[1] == [Moved(0, 500)]


def test_a_pedal_that_was_never_calibrated_is_silent():
    box = WiredBox(calibration=((7, 7), (0, 0)))
    assert play(met(box), box.slide(0, 300), box.slide(1, 4), box.beat())[1] == []


def test_a_cable_that_is_out_is_told_and_ends_what_was_held():
    box = WiredBox()
    link, _ = play(met(box), box.toggle(2))
    box.down, box.faults = 0, 0b100
    link, heard = play(link, box.beat())
    assert heard == [Released(2), Cut(2)]
    box.faults = 0
    assert play(link, box.beat())[1] == [Mended(2)]


def test_an_unknown_version_is_refused_once_and_its_holds_end():
    foreign = seal(bytes((0x01, 0)) + bytes(4) + b"\x02FS-00017\x03\x01more")[:-1]
    link, _ = play(met(box := WiredBox()), box.toggle())
    link, heard = play(link, foreign, foreign, box.toggle(), box.toggle())
    assert heard[0] == Released(0)
    assert isinstance(refused := heard[1], Refused)
    assert "FS-00017 speaks protocol 2, this rig speaks 1" in refused.why
    assert (heard[2:], link.trusted, link.refused) == ([], False, True)
    link, heard = play(link, box.hello(), box.beat())
    assert (pressed(heard), link.refused, link.trusted) == ([0], False, True)


def test_junk_and_the_host_s_own_words_change_nothing_but_their_counters():
    box = WiredBox()
    echo = command(77, HELLO_REQUEST).strip(b"\0")
    link, heard = play(met(box), b"AT\r", echo, box.toggle())
    assert heard == [Junked(), Pressed(0, 0)]
    assert (link.junk, link.unknown, link.lost) == (1, 1, 0)


def test_a_press_of_a_box_that_started_again_is_told_once_though_its_hello_was_lost():
    """The first frame that comes through is the press itself; it names the new boot."""
    link = met(WiredBox())
    new = WiredBox(boot=2)
    new.hello(0), new.beat(0)
    link, heard = play(link, new.toggle(0, 50), came_ms=5000)
    assert (heard, link.trusted) == ([], False)
    link, heard = play(link, new.hello(60), new.beat(60), came_ms=5010)
    assert heard == [Rebooted(), Pressed(0, 5_000_000)]


def test_a_hello_that_is_heard_again_before_the_beat_does_not_make_the_box_s_clock_late():
    box = WiredBox()
    link, _ = play(Link(), hello := box.hello(0))
    link, _ = play(link, hello, came_ms=200)
    link, _ = play(link, box.beat(210), came_ms=340)
    assert play(link, box.toggle(0, 300), came_ms=341)[1] == [Pressed(0, 300_000)]
