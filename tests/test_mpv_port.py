"""The process that follows mpv, and real mpv: where it says the film is, and where it is seen."""

from __future__ import annotations

import os
import signal
import socket
from statistics import median

import pytest
from mpv_player import LENGTH_S, Mpv, beaten, make_film, readings
from parts import PortProcess, wait_for

from rig.ports.channel import FOUND, LOST, ROLL, TROUBLE, now_us
from rig.ports.mpv import ANSWER_US, OBSERVE, Follower

RIGHT_S = 0.02


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    return make_film(tmp_path_factory.mktemp("film") / "film.mkv")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mpv.sock"


def next_readings(port, mpv, count):
    """So many readings from now on, while mpv's frames are watched."""
    before = len(readings(port))
    wait_for(lambda: mpv.watch(0.02) or len(readings(port)) >= before + count, 8)
    return readings(port)[before:]


def off_s(mpv, heard, speed=1.0):
    """How far the readings are from the frames on the screen, in the middle."""
    return median(abs(place - mpv.on_screen_s(at_us, speed)) for at_us, place, _ in heard)


def next_at(port, rate, since_us):
    """The first reading of this rate that came after an instant."""
    found = []
    wait_for(
        lambda: (
            found
            or found.extend(one for one in readings(port) if one[0] > since_us and one[2] == rate)
        )
    )
    return found[0]


def test_a_paused_film_stands_rolls_at_one_word_and_stands_again(film, path):
    with Mpv(film, path) as mpv, PortProcess("mpv_in", str(path)) as port:
        assert port.wait_payloads(FOUND) == [os.fsencode(path)]
        assert [one[1:] for one in next_readings(port, mpv, 3)] == [(0.0, 0.0)] * 3
        port.end.send(ROLL)
        next_at(port, 1.0, 0)
        moving = next_readings(port, mpv, 7)
        assert {rate for _, _, rate in moving} == {1.0}
        assert off_s(mpv, moving) < RIGHT_S
        assert 1 < (moving[-1][0] - moving[0][0]) / 1e6 < 2.5  # four in a second
        paused_us = now_us()
        mpv.set(pause=True)
        _, place, _ = next_at(port, 0.0, paused_us)
        assert abs(place - mpv.ask("get_property", "audio-pts")) < 0.002
        assert {one[1:] for one in next_readings(port, mpv, 3)} == {(place, 0.0)}
        assert port.payloads(TROUBLE) == []


def test_a_stop_and_a_start_are_told_at_once(film, path):
    with Mpv(film, path) as mpv, PortProcess("mpv_in", str(path)) as port:
        next_readings(port, mpv, 1)
        late_s = []
        for pause in (False, True) * 4:
            set_us = now_us()
            mpv.set(pause=pause)
            at_us, _, _ = next_at(port, 0.0 if pause else 1.0, set_us)
            late_s.append((at_us - set_us) / 1e6)
        assert median(late_s) < 0.03


@pytest.mark.parametrize("words", [(), ("--aid=no",)])
def test_a_film_is_where_it_is_seen_slowed_down_sped_up_and_after_a_jump(film, path, words):
    with Mpv(film, path, *words) as mpv, PortProcess("mpv_in", str(path)) as port:
        mpv.set(pause=False)
        for speed in (0.5, 1.125):
            set_us = now_us()
            mpv.set(speed=speed)
            next_at(port, speed, set_us)
            heard = next_readings(port, mpv, 7)
            assert {rate for _, _, rate in heard} == {speed}
            assert off_s(mpv, heard, speed) < RIGHT_S
        mpv.ask("seek", 30, "absolute+exact")
        wait_for(lambda: mpv.watch(0.01) or readings(port)[-1][1] >= 29.9)
        assert off_s(mpv, next_readings(port, mpv, 7), 1.125) < RIGHT_S
        set_us = now_us()
        mpv.set(pause=True)
        next_at(port, 0.0, set_us)
        mpv.ask("seek", 10, "absolute+exact")
        wait_for(lambda: readings(port)[-1][1:] == (10.0, 0.0))


def test_sound_and_frames_tell_the_same_place(film, path):
    """The two ways to know it, of one mpv: the lead of the frames, measured by the sound."""
    by_sound, by_frame, rest = Follower(), Follower(), b""
    behind_sound, behind_frame = [], []
    with Mpv(film, path) as mpv, socket.socket(socket.AF_UNIX) as line:
        line.connect(str(path))
        line.settimeout(2)
        line.send(OBSERVE)
        mpv.set(pause=False)
        while len(behind_frame) < 12:
            line.send(by_sound.ask(now_us()))
            *lines, rest = (rest + line.recv(65_536)).split(b"\n")
            at_us = now_us()
            for one in lines:
                deaf = one.replace(b'"data"', b'"hidden"') if b'"request_id":2' in one else one
                for follower, said, behind in (
                    (by_sound, one, behind_sound),
                    (by_frame, deaf, behind_frame),
                ):
                    for heard in follower.feed(said + b"\n", at_us):
                        if heard.rate_ppm:
                            behind.append(heard.stamped_us - heard.position_millionths)
    assert abs(median(behind_sound) - median(behind_frame)) < RIGHT_S * 1e6


def test_at_its_end_the_film_stands_and_taken_out_it_is_told_no_more(film, path):
    words = (f"--start={LENGTH_S - 1}", "--idle=yes")
    with Mpv(film, path, *words) as mpv, PortProcess("mpv_in", str(path)) as port:
        next_readings(port, mpv, 1)
        mpv.set(pause=False)
        rolled_us, _, _ = next_at(port, 1.0, 0)
        next_at(port, 0.0, rolled_us)
        last = next_readings(port, mpv, 2)
        assert {rate for _, _, rate in last} == {0.0}
        assert all(abs(place - LENGTH_S) < 0.5 for _, place, _ in last)
        mpv.ask("stop")
        wait_for(lambda: mpv.ask("get_property", "path") is None)
        assert beaten(port, 2)
        told = len(readings(port))
        assert beaten(port, 3)
        assert len(readings(port)) == told
        mpv.ask("loadfile", os.fspath(film))
        wait_for(lambda: len(readings(port)) > told)


def test_a_killed_mpv_is_lost_and_found_again_when_it_is_started_again(film, path):
    with PortProcess("mpv_in", str(path)) as port:
        with Mpv(film, path) as mpv:
            port.wait_payloads(FOUND)
            next_readings(port, mpv, 2)
            assert port.payloads(LOST) == []
            mpv.process.kill()
            port.wait_payloads(LOST)
        with Mpv(film, path, "--start=20") as mpv:
            port.wait_payloads(FOUND, 2)
            assert next_readings(port, mpv, 2)[-1][1:] == (20.0, 0.0)
        port.wait_payloads(LOST, 2)
        assert port.payloads(TROUBLE) == []


def test_an_mpv_that_stops_answering_is_told_once_and_followed_when_it_answers(film, path):
    with Mpv(film, path) as mpv, PortProcess("mpv_in", str(path)) as port:
        next_readings(port, mpv, 1)
        mpv.process.send_signal(signal.SIGSTOP)
        stopped_us = now_us()
        try:
            told = f"mpv {path} does not answer".encode()
            assert port.wait_payloads(TROUBLE) == [told]
            assert now_us() - stopped_us > ANSWER_US - 300_000
            assert beaten(port, 6)
            before = len(readings(port))
        finally:
            mpv.process.send_signal(signal.SIGCONT)
        wait_for(lambda: len(readings(port)) > before + 2)
        assert port.payloads(TROUBLE) == [told]
        assert port.payloads(LOST) == []
