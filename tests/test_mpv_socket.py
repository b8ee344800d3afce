"""The process that follows mpv, before a socket that is none of mpv's: junk, silence, no end."""

from __future__ import annotations

import json
import select
import socket

import pytest
from mpv_player import beaten, readings
from parts import PortProcess, wait_for

from rig.ports.channel import FILM, FOUND, LOST, ROLL, TROUBLE, now_us


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mpv.sock"


class Listening:
    """A socket where mpv's would be, on which a test says what it likes."""

    def __init__(self, path):
        path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen()
        self._door.settimeout(4)
        self.heard = b""

    def __enter__(self):
        self._line, _ = self._door.accept()
        self._line.settimeout(4)
        return self

    def __exit__(self, *_):
        self._line.close()
        self._door.close()

    def say(self, data):
        self._line.sendall(data)

    def play(self, place, speed=1.0):
        """Say what an mpv says that plays, and has been asked where it is."""
        for name, value in (("speed", speed), ("core-idle", False)):
            told = {"event": "property-change", "name": name, "data": value}
            self.say(json.dumps(told).encode() + b"\n")
        self.say(json.dumps({"request_id": 2, "data": place}).encode() + b"\n")

    def hear(self):
        """All that was asked so far."""
        while select.select((self._line,), (), (), 0)[0]:
            self.heard += self._line.recv(65_536)
        return self.heard


def test_junk_is_counted_and_what_follows_it_is_heard(path):
    with PortProcess("mpv_in", str(path)) as port, Listening(path) as liar:
        port.wait_payloads(FOUND)
        liar.say(b"\xff\x00\nHTTP/1.1 200 OK\r\n\n[[[[[\n" + b"[" * 8_000 + b"\n")
        liar.say(b'{"event":"property-change","name":"speed","data":1e300}\n')
        liar.say(b'{"request_id":2,"data":NaN}\n')
        liar.play(12.5)
        port.wait_payloads(FILM)
        assert readings(port)[0][1:] == (12.5, 1.0)
        wait_for(lambda: port.payloads(TROUBLE))
        assert port.payloads(TROUBLE) == [f"{path}: messages dropped: 7".encode()]


def test_a_line_without_end_holds_nothing_back_and_is_passed_over(path):
    with PortProcess("mpv_in", str(path)) as port, Listening(path) as liar:
        for _ in range(4):
            liar.say(b"x" * 1_000_000)
            assert beaten(port, 1)
        liar.say(b"\n")
        liar.play(3.25)
        port.wait_payloads(FILM)
        assert readings(port)[0][1:] == (3.25, 1.0)
        wait_for(lambda: f"{path}: messages dropped: 1".encode() in port.payloads(TROUBLE))


def test_events_without_end_neither_flood_the_engine_nor_hold_back_the_beat(path):
    with PortProcess("mpv_in", str(path)) as port, Listening(path) as liar:
        began_us = now_us()
        port.look()
        port.beats = 0
        while not (port.look() or port.beats >= 4):
            liar.say(b'{"event":"seek"}\n' * 50)
            liar.play(1.0)
            liar.hear()
        questions = liar.heard.count(b"audio-pts")
        assert questions <= 2 * 26 + 26 * (now_us() - began_us) // 250_000


def test_a_socket_that_says_nothing_is_told_once_and_heard_when_it_speaks(path):
    with PortProcess("mpv_in", str(path)) as port, Listening(path) as mute:
        assert port.wait_payloads(TROUBLE) == [f"mpv {path} does not answer".encode()]
        assert beaten(port, 6)
        assert 2 <= mute.hear().count(b"audio-pts") <= 4
        mute.play(7.0, speed=2.0)
        port.wait_payloads(FILM)
        assert readings(port)[0][1:] == (7.0, 2.0)
        assert len(port.payloads(TROUBLE)) == 1


def test_a_socket_that_vanishes_is_lost_and_looked_for(path):
    with PortProcess("mpv_in", str(path)) as port:
        for times in (1, 2):
            with Listening(path) as fickle:
                port.wait_payloads(FOUND, times)
                fickle.say(b'{"event":"prop')
            port.wait_payloads(LOST, times)
        path.unlink()
        assert beaten(port, 3)
        path.write_text("no socket")
        assert beaten(port, 3)
        assert port.payloads(TROUBLE) == []


def test_a_film_that_no_mpv_can_start_is_told_and_not_started_later(path):
    with PortProcess("mpv_in", str(path)) as port:
        port.end.send(ROLL)
        told = f"mpv {path} is not there: the film was not started".encode()
        assert told in port.wait_payloads(TROUBLE)
        with Listening(path) as late:
            port.wait_payloads(FOUND)
            assert beaten(port, 2)
            assert b"set_property" not in late.hear()
            port.end.send(b"R and more")
            port.end.send(ROLL)
            wait_for(lambda: b"set_property" in late.hear())
            assert late.hear().count(b"set_property") == 1


def test_a_path_that_cannot_be_one_is_told(tmp_path):
    long = tmp_path / ("a" * 120)
    with PortProcess("mpv_in", str(long)) as port:
        (told,) = port.wait_payloads(TROUBLE)
        assert b"cannot be reached" in told
        assert beaten(port, 4)
        assert port.payloads(TROUBLE) == [told]


def test_it_ends_when_it_is_told_to(path):
    with PortProcess("mpv_in", str(path)) as port, Listening(path):
        port.wait_payloads(FOUND)
        port.process.terminate()
        assert port.process.wait(0.5) == 0
