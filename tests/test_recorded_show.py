"""A show in real time, whose hits are scored from a recording of what scsynth played.

The figures of a night: ``pytest -s tests/test_recorded_show.py``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

import numpy as np
import pytest
from ears import PATIENCE_S
from jack_recorder import FRAMES, PERIOD, RATE
from parts import TESTS, ended, wait_for
from pythonosc.udp_client import SimpleUDPClient
from scsynth_player import (
    AR,
    CONSTANT,
    Scsynth,
    definition,
    free_port,
    scsynth_server,
    unit,
)
from stagehands import HANDS, Pedal, Performance, rig_command, write_show

from rig.ports.channel import now_us

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN_FPS = 18
SPEED = 1.015
"""The projector's, of what was promised."""
FRAME_US = 1e6 / (WRITTEN_FPS * SPEED)
TOLD_EVERY_S = 0.25
LOOK_FRAME = 36
HITS = {"A4": 170, "A7.3": 325, "A10": 437, "A12.3": 552}
"""The frame that each place of the music is meant for."""
LAST_FRAME = max(HITS.values()) + WRITTEN_FPS
BEND = 0.04
REACH_FRAMES = 1.5
PERIOD_US = FRAMES * 1_000_000 // RATE
EARLY_MS = round(PERIOD_US * 1.5 / 1000)
"""A message waits half a period on average for one to begin, and is heard in the one behind it."""
THRESHOLD = 0.1
SILENCE_US = 200_000
BEGIN, END = 5000, 5001
"""The nodes of the two marks."""

SHEET = f"""\
rig = 1
[film]
title = "A Test"
speed = {WRITTEN_FPS}
bend = "{BEND:.0%}"
[cue.1]
on = "action: she turns"
look = "#{LOOK_FRAME}"
play = "A 13 4/4 q=96"
hits = "{" | ".join(f"#{frame} {place} {place} !!" for place, frame in HITS.items())}"
fire = "{", ".join(f"{place} click" for place in HITS)}"
lead = "film"
"""
SHOW = """\
rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[film]
clock = "osc 127.0.0.1:{film}"
[port]
nanoKONTROL2 = 'midi "Nobody"'
footswitch = "serial pedal"
[out.sc]
is = "supercollider 127.0.0.1:{sc}"
early = "{early} ms"
[group]
winds = "me"
[sound]
click = "sc synth click"
"""
FOOT = """\
rig = 1
play = "0:01 footswitch left"
"""


def click_definition() -> bytes:
    """A click: from one half at its first sample to nothing in 50 ms, when the synth ends."""
    line = unit("Line", AR, [(CONSTANT, n) for n in range(4)])
    out = unit("Out", AR, [(CONSTANT, 1), (0, 0)], outputs=0)
    return definition("click", (0.5, 0.0, 0.05, 2.0), {}, line, out)


class Projector:
    """Runs fast from its first frame on, and tells where it is; a context in which it rolls."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._stopped = Event()
        self._telling = Thread(target=self._tell, daemon=True)

    def __enter__(self) -> Self:
        self._begun_us = now_us()
        self._telling.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._telling.join()

    def _tell(self) -> None:
        with SimpleUDPClient("127.0.0.1", self._port) as booth:
            while not self._stopped.wait(TOLD_EVERY_S):
                booth.send_message("/rig/film/seconds", (self.frame / WRITTEN_FPS, SPEED))

    @property
    def frame(self) -> float:
        """What is shown now."""
        return (now_us() - self._begun_us) / FRAME_US

    def us_at(self, frame: float) -> float:
        """When the frame truly is on the screen, by the monotonic clock."""
        return self._begun_us + frame * FRAME_US


class Recorder:
    """Records a port of a JACK server; a context in which it does."""

    def __init__(self, server: str, source: str, path: Path) -> None:
        self._server = server
        self._words = (source, str(path))
        self._path = path

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, str(TESTS / "jack_recorder.py"), *self._words],
            env=os.environ | {"JACK_DEFAULT_SERVER": self._server},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        ended(self._process)

    def onsets_us(self) -> list[float]:
        """When each sound begins at the loudspeaker, by the monotonic clock.

        What a synchronous JACK has worked out in one period is heard in the next.
        """
        periods = np.fromfile(self._path, PERIOD)
        loud = np.flatnonzero(np.abs(periods["samples"].ravel()) > THRESHOLD)
        at_us = periods["begin_us"][loud // FRAMES] + (loud % FRAMES) / RATE * 1e6 + PERIOD_US
        return at_us[np.diff(at_us, prepend=-np.inf) > SILENCE_US].tolist()


@dataclass(frozen=True, slots=True)
class Score:
    """What the recording says of a night: its two marks, and its hits in the order of ``HITS``."""

    marks_took_us: list[float]
    """From our sending a mark to its sound, at the beginning and at the end."""
    heard: list[float]
    """Frames of the film as it ran that each hit was late; below 0 it was early."""
    written: list[float]
    """The same, had the sheet led."""
    rates: list[float]
    """Written time over the time that was heard, from each hit to the next."""

    def __str__(self) -> str:
        rows = zip(HITS.items(), self.heard, self.written, strict=True)
        return "\n".join(
            [
                "hit    frame     heard  as written",
                *(
                    f"{place:6} {frame:5} {heard:+9.2f} {written:+11.2f}"
                    for (place, frame), heard, written in rows
                ),
                f"tempo from hit to hit {' '.join(f'{rate - 1:+.1%}' for rate in self.rates)}",
                f"marks heard after {' '.join(f'{us / 1e3:.1f}' for us in self.marks_took_us)} ms",
            ]
        )


def as_written_us(folder: Path) -> list[int]:
    """When each hit sounds behind the press, the sheet leading: a dry run in virtual time."""
    folder.mkdir()
    texts = (
        SHOW.format(film=free_port(), sc=free_port(), early=0),
        SHEET.replace('"film"', '"sheet"'),
    )
    show = write_show(folder, *texts, HANDS)
    (folder / "foot.toml").write_text(FOOT)
    run = rig_command(folder)("dry-run", "--json", "--script", "foot.toml", show)
    actions = json.loads(run.stdout)["actions"]
    (began_us,) = (one["due_us"] for one in actions if one["is"] == "began")
    return [one["due_us"] - began_us for one in actions if "click" in one.get("text", "")]


def mark(scsynth: Scsynth, node: int) -> int:
    """Have a click played by ourselves, until it has ended; when we said so."""
    sent_us = now_us()
    scsynth.send("/s_new", "click", node, 0, 0)
    scsynth.wait_told("/n_end", node)
    return sent_us


def scored(
    projector: Projector,
    go_us: int,
    marks_us: tuple[int, int],
    onsets_us: list[float],
    at: list[int],
) -> Score:
    """Where every sound of the recording was, against where the film was."""
    first_us, *hits_us, last_us = onsets_us
    due_us = np.array([projector.us_at(frame) for frame in HITS.values()])
    return Score(
        [first_us - marks_us[0], last_us - marks_us[1]],
        ((np.array(hits_us) - due_us) / FRAME_US).tolist(),
        ((go_us + np.array(at) - due_us) / FRAME_US).tolist(),
        (np.diff(at) / np.diff(hits_us)).tolist(),
    )


@pytest.fixture(scope="module")
def score(tmp_path_factory):
    """One night, performed, recorded, and scored."""
    folder = tmp_path_factory.mktemp("recorded")
    film = free_port()
    with scsynth_server(folder, "rigrec", {"click": click_definition()}) as scsynth:
        texts = SHOW.format(film=film, sc=scsynth.port, early=EARLY_MS), SHEET, HANDS
        with (
            Recorder(scsynth.jack, "scsynth:out_1", folder / "recording") as recorder,
            Performance(write_show(folder, *texts)) as night,
            Pedal(folder / "pedal") as pedal,
        ):
            pedal.meet()
            night.wait_said(f"osc 127.0.0.1:{film}: found")
            begin_us = mark(scsynth, BEGIN)
            with Projector(film) as projector:
                wait_for(lambda: projector.frame >= LOOK_FRAME)
                go_us = now_us()
                pedal.tread()
                wait_for(lambda: projector.frame >= LAST_FRAME, LAST_FRAME / WRITTEN_FPS)
            marks_us = begin_us, mark(scsynth, END)
            assert night.ends(signal.SIGINT) == 0
    at = as_written_us(folder / "written")
    found = scored(projector, go_us, marks_us, recorder.onsets_us(), at)
    print(f"\n{found}")  # noqa: T201 - it is for reading
    return found


def test_the_recording_tells_the_time_of_this_machine_from_its_begin_to_its_end(score):
    """A sound waits for a period and is heard in the next; JACK smooths its clock by under 1 ms."""
    for took_us in score.marks_took_us:
        assert PERIOD_US - 1000 <= took_us <= 3 * PERIOD_US, score


def test_every_hit_is_heard_on_its_picture(score):
    assert max(map(abs, score.heard)) <= REACH_FRAMES, score


def test_as_written_none_of_them_would_be(score):
    assert min(map(abs, score.written)) > 2 * REACH_FRAMES, score


def test_the_tempo_that_is_heard_bends_and_stays_inside_what_it_may_give(score):
    bends = [abs(rate - 1) for rate in score.rates]
    assert 0.02 <= max(bends) <= BEND, score


def test_what_the_output_takes_is_taken_out_of_what_is_heard(score):
    """Waiting for a period makes a hit earlier or later by half of one, and none of them all."""
    assert abs(np.mean(score.heard)) * FRAME_US <= PERIOD_US, score
