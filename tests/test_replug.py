"""Controllers that come and go, on a JACK server, each a process of its own."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from parts import JackDevice, PortProcess, jack_server, require, wait_for
from replugging import (
    Line,
    Lines,
    ReplugDevice,
    children,
    descriptors,
    found_and_lost,
    jack_ports,
    troubles,
)
from usb_trees import System, Usb

from rig.ports.channel import FOUND, LOST, MIDI, TROUBLE, now_us

RETURNS = 200
AWAY_US = 200_000
"""A hub takes 0.1 s before it greets what was plugged in, and at least as long to know it."""
IN_TIME_US = 2_000_000


@pytest.fixture
def patient_jack():
    """A server with periods of 43 ms, for whoever is late: what is lost, the rig has lost."""
    with jack_server(f"rigreplug{os.getpid()}", period=2048) as name:
        yield name


@pytest.fixture
def here(jack, monkeypatch):
    monkeypatch.setenv("JACK_DEFAULT_SERVER", jack)
    return jack


def numbered(number):
    """A bend of the wheel that tells its place in the stream."""
    return bytes((0xE0 | number >> 14 & 15, number & 127, number >> 7 & 127))


def heard_at_us(ports, line, device, message):
    """When a port heard this for the first time, from a hand that goes on until it does.

    Whoever is connected to a device on JACK hears it from the next period on.
    """
    ports.until(lambda: device.play(message) or message in line.heard)
    return next(at_us for _, at_us, payload in line.records if payload == message)


def until_lit(ports, line, device, message):
    """Light a device until it is."""

    def lit():
        line.end.send(message)
        device.look()
        return message in device.heard

    ports.until(lit)


def heard_once(line):
    return list(dict.fromkeys(line.heard))


class Playing:
    """Two hands that go on playing, whatever becomes of the third."""

    EVERY_US = 5_000

    def __init__(self, *devices):
        self._devices = devices
        self._due_us = 0
        self.sent = []

    def __call__(self):
        if self._devices and now_us() >= self._due_us:
            self._due_us = now_us() + self.EVERY_US
            self.sent.append(numbered(len(self.sent)))
            for device in self._devices:
                device.play(self.sent[-1])

    def stop(self):
        self._devices = ()


def test_one_of_three_returns_two_hundred_times_and_the_others_miss_nothing(
    patient_jack, monkeypatch, tmp_path
):
    require("jack_lsp")
    here = patient_jack
    monkeypatch.setenv("JACK_DEFAULT_SERVER", here)
    left, right, its = lines = [
        Line("midi_in", name, log=tmp_path / "log") for name in ("Left", "Right", "Fickle")
    ]
    with ExitStack() as plugged:
        playing = Playing(
            *(plugged.enter_context(JackDevice(here, name)) for name in ("Left", "Right"))
        )
        fickle = plugged.enter_context(ReplugDevice(here, "Fickle"))
        ports = plugged.enter_context(Lines(*lines))
        ports.until(lambda: left.at(FOUND) and right.at(FOUND) and its.child.ready)
        ports.meanwhile = playing
        before = (descriptors(), len(children()), jack_ports(here))
        noticed_us, returned_us = [], []
        for life in range(1, RETURNS + 1):
            listed_us = fickle.plug()
            returned_us.append(heard_at_us(ports, its, fickle, numbered(life)) - listed_us)
            pulled_us = fickle.unplug()
            ports.until(lambda us=pulled_us: now_us() - us > AWAY_US)
            ports.until(lambda life=life: len(its.at(LOST)) == life)
            noticed_us.append(its.at(LOST)[-1] - pulled_us)
        playing.stop()
        sent = playing.sent
        ports.until(lambda: len(left.heard) >= len(sent) <= len(right.heard))
        ports.until(lambda: its.child.starts == RETURNS + 1 and its.child.ready)
        ports.until(lambda: jack_ports(here) == before[2])
        assert (descriptors(), len(children()), jack_ports(here)) == before
    assert max(returned_us) < IN_TIME_US
    assert max(noticed_us) < IN_TIME_US
    assert found_and_lost(its) == "+-" * RETURNS
    assert heard_once(its) == [numbered(life) for life in range(1, RETURNS + 1)]
    assert left.heard == right.heard == sent
    assert (left.child.starts, right.child.starts) == (1, 1)
    assert troubles(lines) == []


def test_both_sides_of_a_controller_return_and_it_is_played_and_lit_again(here, tmp_path):
    played, lit = lines = [
        Line(module, "Surface", log=tmp_path / "log") for module in ("midi_in", "lights_out")
    ]
    with ReplugDevice(here, "Surface") as surface, Lines(*lines) as ports:
        for life in range(1, 6):
            listed_us = surface.plug()
            ports.until(lambda life=life: len(played.at(FOUND)) == len(lit.at(FOUND)) == life)
            assert max(played.at(FOUND)[-1], lit.at(FOUND)[-1]) - listed_us < IN_TIME_US
            heard_at_us(ports, played, surface, numbered(life))
            until_lit(ports, lit, surface, numbered(life))
            pulled_us = surface.unplug()
            ports.until(lambda life=life: len(played.at(LOST)) == len(lit.at(LOST)) == life)
            assert max(played.at(LOST)[-1], lit.at(LOST)[-1]) - pulled_us < IN_TIME_US
    assert heard_once(played) == heard_once(surface) == [numbered(life) for life in range(1, 6)]
    assert troubles(lines) == []


def test_a_device_that_is_listed_before_it_listens_is_not_left_deaf(here, tmp_path):
    """JACK refuses to connect a client that is not active yet, and rtmidi does not tell."""
    its = Line("midi_in", "Late", log=tmp_path / "log")
    with ReplugDevice(here, "Late") as late, Lines(its) as ports:
        ports.until(lambda: its.child.ready)
        late.plug(idle_s=0.1)
        heard_at_us(ports, its, late, numbered(1))


def test_a_device_is_known_again_under_another_volatile_number(here, tmp_path):
    """As a2jmidid names them: ALSA's client number stands in brackets, another at each plug."""
    its = Line("midi_in", "Pad (capture):out", log=tmp_path / "log")
    with Lines(its) as ports:
        for number in (24, 28):
            with JackDevice(here, f"Pad [{number}] (capture)") as pad:
                heard_at_us(ports, its, pad, numbered(number))
            ports.until(lambda: found_and_lost(its)[-1:] == "-")
    assert found_and_lost(its) == "+-+-"
    assert troubles([its]) == []


def test_names_that_differ_only_in_what_is_volatile_are_asked_about(here):
    name, full_name = "Pad (capture):out", "Pad [28] (capture):out"
    with (
        JackDevice(here, "Pad [24] (capture)") as one,
        JackDevice(here, "Pad [28] (capture)") as other,
        PortProcess("midi_in", name, server=here) as torn,
        PortProcess("midi_in", full_name, server=here) as exact,
    ):
        exact.wait_payloads(FOUND)
        one.play(numbered(1))
        wait_for(lambda: other.play(numbered(2)) or exact.payloads(MIDI))
        assert set(exact.payloads(MIDI)) == {numbered(2)}
        asked = f"write one in full: Pad [24] (capture):out; {full_name}"
        assert torn.wait_payloads(TROUBLE) == [f'"{name}" fits 2 MIDI ports, {asked}'.encode()]
        assert torn.payloads(FOUND) == []


KNOWING = """
import sys
from pathlib import Path
from rig.ports import attachment, midi_in
attachment.SYSTEM = Path(sys.argv.pop(1))
midi_in.main()
"""
"""Hears a port of a machine whose ``/proc`` and ``/sys`` lie elsewhere."""


def twin(number):
    """How a2jmidid names a controller whose ALSA client has this number."""
    return f"Twin [{number}] (capture)"


def test_two_alike_are_told_apart_by_their_sockets_whatever_numbers_they_return_with(
    here, tmp_path
):
    system = System(tmp_path / "system")
    left, right, either = (
        Line("midi_in", str(system.root), "Twin", *words, log=tmp_path / "log", code=KNOWING)
        for words in (["--usb=1-4.2"], ["--usb=1-4.3"], [])
    )
    with Lines(left, right) as ports:
        for life, (its_card, other_card) in enumerate(((1, 2), (2, 1)), 1):
            system.plug(its_card, Usb("Twin", "1-4.2", address=2 * life))
            system.plug(other_card, Usb("Twin", "1-4.3", address=2 * life + 1))
            with (
                JackDevice(here, twin(16 + 4 * its_card)) as one,
                JackDevice(here, twin(16 + 4 * other_card)) as other,
            ):
                ports.until(lambda life=life: len(left.at(FOUND)) == len(right.at(FOUND)) == life)
                heard_at_us(ports, left, one, numbered(10 * life))
                heard_at_us(ports, right, other, numbered(10 * life + 1))
                if life == 1:
                    with Lines(either) as asking:
                        asking.until(lambda: either.records)
            system.unplug(its_card)
            system.unplug(other_card)
            ports.until(lambda life=life: len(left.at(LOST)) == len(right.at(LOST)) == life)
    asked = 'Twin (capture):out: write usb = "1-4.2" or usb = "1-4.3" in the hands'
    assert [text for *_, text in either.records] == [f'"Twin" fits 2 MIDI ports, {asked}'.encode()]
    assert heard_once(left) == [numbered(10), numbered(20)]
    assert heard_once(right) == [numbered(11), numbered(21)]


def test_a_device_back_under_its_old_name_before_anyone_looked_is_opened_anew(here, tmp_path):
    """The kernel drops what was connected to it, and its port would stay deaf."""
    system = System(tmp_path / "system")
    system.plug(1, Usb("Twin", "1-4.2", address=5))
    words = (str(system.root), "Twin", "--usb=1-4.2")
    its = Line("midi_in", *words, log=tmp_path / "log", code=KNOWING)
    with JackDevice(here, twin(20)), Lines(its) as ports:
        ports.until(lambda: its.at(FOUND))
        system.unplug(1)
        system.plug(1, Usb("Twin", "1-4.2", address=6))
        ports.until(lambda: len(its.at(FOUND)) == 2)
    assert found_and_lost(its) == "+-+"


def test_a_socket_is_no_use_where_nothing_tells_of_it_and_the_full_name_is_asked_for(here):
    with (
        JackDevice(here, "Desk"),
        PortProcess("midi_in", "Desk", "--usb=1-4.2", server=here) as port,
        PortProcess("midi_out", "Desk", "--serial=A1", server=here) as out,
    ):
        for one, what, side in ((port, 'usb = "1-4.2"', "out"), (out, 'serial = "A1"', "in")):
            told = (
                f'"Desk" with {what} cannot be known here: write its port in full instead: '
                f"Desk:{side}"
            )
            assert one.wait_payloads(TROUBLE) == [told.encode()]
            assert one.payloads(FOUND) == []
