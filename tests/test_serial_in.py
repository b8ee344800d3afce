"""The process that serves a footswitch, with a box on a pseudo-terminal at its other end."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from box_at_work import LEVEL, NEW, BoxAtWork
from parts import PortProcess, SerialBox, wait_for
from served import BEAT, HELLO, PATIENCE_S, bodies, count, found, rest, told

from firmware_bridge.framing import seal
from firmware_bridge.heard import Pressed
from firmware_bridge.wire import HELLO_REQUEST, LIGHTS_COMMAND, NAME, encode
from rig.ports.channel import FOUND, FRAME, LOST, RECORD_MAX, TROUBLE, now_us

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pedal"


@pytest.fixture
def port(path) -> Iterator[PortProcess]:
    with PortProcess("serial_in", str(path)) as port:
        yield port


def test_it_asks_until_a_hello_and_a_beat_stand_and_then_only_shows_that_it_is_there(path, port):
    with SerialBox(path) as box:
        wait_for(lambda: count(box, HELLO_REQUEST) >= 3, PATIENCE_S)
        box.say(HELLO)
        port.wait_payloads(FRAME)
        wait_for(lambda: count(box, HELLO_REQUEST) >= 5)
        assert port.payloads(FOUND) == []
        assert count(box, LIGHTS_COMMAND) == 0
        box.say(BEAT)
        found(port)
        kinds = [kind for kind, _, _ in port.records]
        assert kinds == [FRAME, FOUND, FRAME]
        assert port.payloads(FOUND) == [os.fsencode(path)]
        assert [body[1] for body in bodies(box.hear())] == list(range(len(bodies(box.heard))))


def test_it_asks_four_times_a_second_and_a_box_that_it_knows_every_two_seconds(path, port):
    with SerialBox(path) as box:
        wait_for(lambda: count(box, HELLO_REQUEST) >= 1, PATIENCE_S)
        before = count(box, HELLO_REQUEST)
        rest(1)
        assert 3 <= count(box, HELLO_REQUEST) - before <= 5
    with BoxAtWork(path) as box:
        found(port)
        rest(0.4)
        asked, shown = box.kinds().count(HELLO_REQUEST), box.kinds().count(LIGHTS_COMMAND)
        rest(3)
        assert box.kinds().count(HELLO_REQUEST) - asked in (1, 2)
        assert 9 <= box.kinds().count(LIGHTS_COMMAND) - shown <= 13
    assert port.payloads(TROUBLE) == []


def test_a_silence_of_300_ms_is_a_loss_and_a_beat_alone_does_not_mend_it(path, port):
    with SerialBox(path) as box:
        wait_for(box.hear, PATIENCE_S)
        box.say(HELLO + BEAT)
        port.wait_payloads(LOST)
        said_us = max(at_us for kind, at_us, _ in port.records if kind == FRAME)
        lost_us = next(at_us for kind, at_us, _ in port.records if kind == LOST)
        assert 300_000 <= lost_us - said_us < 500_000
        before = count(box, HELLO_REQUEST)
        wait_for(lambda: count(box, HELLO_REQUEST) > before + 1)
        box.say(encode(replace(LEVEL, seq=2)))
        port.wait_payloads(FRAME, 3)
        box.say(encode(replace(NEW, seq=3)) + encode(replace(LEVEL, seq=4)))
        found(port, 2)
        assert [kind for kind, _, _ in port.records].index(LOST) < len(port.records) - 2


@pytest.mark.parametrize("life", ["an echo", "the same frame", "unknown kinds for the box"])
def test_what_is_no_new_frame_of_the_box_is_no_sign_of_life(path, port, life):
    said = {
        "an echo": lambda box: box.hear()[-9:],
        "the same frame": lambda _: BEAT,
        "unknown kinds for the box": lambda _: seal(b"\x7e\x09") + b"\0",
    }[life]
    with SerialBox(path) as box:
        wait_for(box.hear, PATIENCE_S)
        box.say(HELLO + BEAT)
        found(port)
        wait_for(lambda: box.say(said(box)) or port.payloads(LOST), 2)


def test_a_line_that_babbles_is_lost_and_the_process_beats_on(path, port):
    with BoxAtWork(path) as box:
        found(port)
        box.talks = False
        noise = bytes(range(1, 256)) * 40
        port.beats = 0
        wait_for(lambda: box.say(noise[:2000]) or port.payloads(LOST), 3)
        wait_for(lambda: port.look() or port.beats >= 4)
        box.talks = True
        box.say(b"\0")
        found(port, 2)


def test_lights_are_kept_and_commands_are_framed(path, port):
    with BoxAtWork(path) as box:
        found(port)
        for message in (b"\0\0\x7f", b"\0\x05\x01", b"\0\x01\x7f", b"\0\x01\0"):
            port.end.send(message)
        wait_for(lambda: box.level.lights == 0b100001)
        shown = box.kinds().count(LIGHTS_COMMAND)
        wait_for(lambda: box.kinds().count(LIGHTS_COMMAND) > shown + 2)
        assert box.level.lights == 0b100001
        port.end.send(bytes((NAME,)) + b"FS-00099")
        wait_for(lambda: box.hello.serial == "FS-00099")
        seqs = [body[1] for body in box.told]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert port.payloads(LOST) == []


def test_what_is_no_message_is_dropped_and_counted(path, port):
    wrong = (b"\0", b"\0\x06\x7f", b"\0\0\x7f\0", b"\x3f", b"\x42" * 64, bytes(RECORD_MAX + 1))
    with BoxAtWork(path) as box:
        found(port)
        for message in wrong:
            port.end.send(message)
        port.end.send(b"\0\x03\x7f")
        wait_for(lambda: box.level.lights == 0b1000)
        assert port.wait_payloads(TROUBLE) == [f"{path}: messages dropped: {len(wrong)}".encode()]
        assert set(box.kinds()) == {HELLO_REQUEST, LIGHTS_COMMAND}


def test_a_stall_of_our_own_is_no_loss_and_its_presses_keep_their_instants(path, port):
    with BoxAtWork(path) as box:
        found(port)
        rest(0.5)
        port.process.send_signal(signal.SIGSTOP)
        rest(0.4)
        pressed_us = now_us()
        box.tread(3)
        rest(0.5)
        port.process.send_signal(signal.SIGCONT)
        presses = []
        wait_for(
            lambda: (
                port.look()
                or presses.extend(one for one in told(port.records) if isinstance(one, Pressed))
                or presses
            )
        )
        assert presses[0].switch == 3
        assert abs(presses[0].at_us - pressed_us) < 30_000
        come_us = next(
            at_us
            for kind, at_us, payload in port.records
            if kind == FRAME and payload[1:2] == b"\x02" and at_us > pressed_us
        )
        assert come_us - pressed_us > 400_000
        rest(0.5)
        assert port.payloads(LOST) == []


def test_a_box_that_boots_anew_is_asked_at_once_and_stays_found(path, port):
    with BoxAtWork(path) as box:
        found(port)
        rest(0.6)
        asked = box.kinds().count(HELLO_REQUEST)
        box.level = replace(box.level, boot=8)
        box.hello = replace(box.hello, boot=8)
        wait_for(lambda: box.kinds().count(HELLO_REQUEST) > asked, 0.5)
        rest(0.5)
        assert port.payloads(LOST) == []
        assert len(port.payloads(FOUND)) == 1


def test_a_box_that_boots_anew_and_never_says_who_it_is_is_lost(path, port):
    with BoxAtWork(path) as box:
        found(port)
        box.level = replace(box.level, boot=8)  # its HELLO goes on telling the other boot
        port.wait_payloads(LOST, 1, 2)


def test_nobody_saying_hello_for_3_s_is_told_once_and_a_silence_otherwise(path, port, tmp_path):
    with (
        BoxAtWork(path) as box,
        SerialBox(tmp_path / "mouse") as mouse,
        SerialBox(tmp_path / "later") as later,
        PortProcess("serial_in", str(tmp_path / "mouse")) as no_box,
        PortProcess("serial_in", str(tmp_path / "later")) as foreign,
    ):
        found(port)
        box.talks = False
        wait_for(later.hear, PATIENCE_S)
        later.say(seal(b"\x01\0\0\0\0\0\x02FS-00042") + b"\0")
        foreign.wait_payloads(FRAME)
        wait_for(mouse.hear, PATIENCE_S)
        mouse.say(b"\x08\x01\xff\x00" * 100)
        (said,) = no_box.wait_payloads(TROUBLE, 1, PATIENCE_S)
        wrong = (
            f"{tmp_path / 'mouse'} does not say HELLO: it is no footswitch of the rig, or speaks"
        )
        assert said.decode().startswith(wrong)
        silent = f"{path} is silent: plug footswitch FS-00001 in again".encode()
        assert port.wait_payloads(TROUBLE) == [silent]
        rest(3.5)
        assert len(no_box.payloads(TROUBLE)) == len(port.payloads(TROUBLE)) == 1
        assert foreign.payloads(TROUBLE) == foreign.payloads(FOUND) == []  # the engine refuses it
