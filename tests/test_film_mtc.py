"""A show performed live with timecode over JACK as its clock: run, located, jumped and cut off."""

from __future__ import annotations

from threading import Event

from ears import Ears
from filmed import SHEET, films, place_s
from parts import JackDevice, wait_for
from stagehands import SHOW, Pedal, Performance, replayed, write_show
from timecodes import PAL, Machine

from rig.ports.channel import now_us

LATEST_S = 0.15
"""The server delivers on a period of 21 ms, and a period late; then there is the way to the rig."""


def perform(device, sent):
    """Have the device play each message at its instant."""
    for at_us, message in sent:
        Event().wait(max(0, at_us - now_us()) / 1_000_000)
        device.play(message)


def test_timecode_is_followed_through_start_jump_stop_and_its_end(tmp_path, jack):
    clock = "[film]\nclock = 'mtc Deck'\n[port]"
    with (
        Ears() as ears,
        JackDevice(jack, "Deck") as deck,
        Performance(
            write_show(
                tmp_path,
                SHOW.format(device="Nobody", port=ears.port).replace("[port]", clock),
                SHEET,
            ),
            server=jack,
        ) as night,
        Pedal(tmp_path / "pedal") as pedal,
    ):
        pedal.meet()
        night.wait_said("mtc Deck is there")
        machine = Machine(PAL, (0, 0, 0, 0), now_us() + 100_000)
        perform(deck, [machine.locates((0, 0, 0, 0))])
        machine.at_us = now_us() + 100_000
        perform(deck, machine.forwards(12))
        pedal.tread()
        perform(deck, machine.forwards(25))
        night.wait_said("now CUE 1")
        machine.label = (0, 0, 40, 0)
        perform(deck, machine.forwards(25))
        night.wait_said("film time jumps from 0:0")
        perform(deck, [machine.locates(machine.label)])
        night.wait_said("film stands at 0:42; A goes round")
        machine.at_us = now_us() + 100_000
        perform(deck, machine.forwards(25))
        night.wait_said("in at cue 1, A bar 4")
        ended_us = now_us()
        night.wait_said("mtc Deck is silent: the film by landmarks, it goes on as it went")
        silent_s = (now_us() - ended_us) / 1e6
        wait_for(lambda: now_us() > ended_us + 2_500_000, 5)
        assert night.ends(2) == 0
        assert len(ears.at("/bell")) > 8
    assert 1.2 < silent_s < 2.5
    known = films(night.journal)
    late_s = []
    for label, at_us in machine.begun.values():
        shown_us = round(at_us) + 500_000
        _, _, seconds, frames = label
        late_s.append(seconds + frames / 25 + 0.5 - place_s(known, shown_us))
    settled = [*late_s[2:28], *late_s[40:53], *late_s[64:]]
    assert 0 < min(settled) < max(settled) < LATEST_S
    assert max(settled) - min(settled) < LATEST_S / 3
    after_s = place_s(known, ended_us + 2_000_000) - place_s(known, ended_us)
    assert abs(after_s - 2) < 0.05
    assert "identical" in replayed(night.journal)
