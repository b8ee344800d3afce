"""Fuzzers at both ends of the footswitch's wire, and what they kept: both ends agree on it.

Each runs for RIG_FUZZ_S seconds, ten if that is not said, from the frames of vectors.txt and from
tests/footswitch/corpus, whose folders it does not change.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from core_built import SKETCH, CoreBox, core
from parts import require
from textbook import unsealed, vectors

from firmware_bridge.framing import unseal
from firmware_bridge.said import Beat, Hello

HERE = Path(__file__).parent / "footswitch"
SECONDS = int(os.environ.get("RIG_FUZZ_S", "10"))
KEPT = sorted(HERE.glob("corpus/*/*"))
STREAMS = [one.read_bytes() for one in KEPT] + [one.frame + b"\0" for one in vectors()]


@pytest.fixture
def corpus(tmp_path):
    """A folder for what is found, and those to begin from."""
    seeds = tmp_path / "seeds"
    for folder in (tmp_path / "found", seeds):
        folder.mkdir()
    for number, stream in enumerate(STREAMS):
        (seeds / f"{number}").write_bytes(stream)
    return tmp_path / "found", seeds


def fuzz(folder, *words):
    """Run a fuzzer; what stops it is told with its input."""
    options = (f"-max_total_time={SECONDS}", "-max_len=1024", f"-artifact_prefix={folder}/")
    told = subprocess.run(
        [*map(str, words), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS + 120,
    )
    stopped = [one.read_bytes().hex() for one in folder.glob("*-*") if one.is_file()]
    assert (told.returncode, stopped) == (0, []), told.stderr[-3000:]
    (done,) = (line for line in told.stderr.splitlines() if line.startswith("Done "))
    return int(done.split()[1])


def test_nothing_that_comes_over_the_wire_harms_the_box(corpus, tmp_path):
    require("clang")
    program = tmp_path / "fuzz_receive"
    sane = ("-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all")
    strict = ("-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Werror")
    sources = (HERE / "fuzz_receive.c", *sorted(SKETCH.glob("*.c")))
    build = ["clang", "-g", "-O1", *strict, *sane, f"-I{SKETCH}", "-o", program, *sources]
    subprocess.run(list(map(str, build)), check=True)
    assert fuzz(tmp_path, program, *corpus) > 100 * SECONDS


def test_nothing_that_comes_over_the_wire_harms_the_host(corpus, tmp_path):
    pytest.importorskip("atheris")
    fuzzer = Path(__file__).parent / "fuzz_host.py"
    assert fuzz(tmp_path, sys.executable, fuzzer, *corpus) > 10 * SECONDS


def frames_of(stream):
    """All that a zero ends; the host hands on no more of it than tells that it is too long."""
    return [frame for frame in stream.split(b"\0")[:-1] if frame]


def test_the_corpus_is_small_and_there():
    assert 50 <= len(KEPT) <= 100
    assert max(len(one.read_bytes()) for one in KEPT) <= 1024


def test_both_ends_and_the_textbook_unseal_alike_all_that_the_fuzzers_kept():
    sound = 0
    for frame in {frame for stream in STREAMS for frame in frames_of(stream)}:
        room = ctypes.create_string_buffer(frame[:64], 64)
        size = core().frame_unseal(room, min(len(frame), 255))
        body = room.raw[1 : 1 + size] if size else None
        assert body == unseal(frame) == unsealed(frame), frame.hex()
        sound += body is not None
    assert sound > 300


def test_both_ends_find_the_same_frames_in_all_that_the_fuzzers_kept():
    for stream in STREAMS:
        framer, found = ctypes.create_string_buffer(65), []
        for byte in stream:
            size = core().framer_feed(framer, byte)
            if size:
                found.append(framer.raw[: min(size, 64)])
        assert found == [frame[:64] for frame in frames_of(stream)]


@dataclass
class Told:
    """What the host's frames make of a box, by PROTOCOL.md."""

    lights: int = 0
    closed: int = 0
    slow: int = 0
    serial: str = "AAAAAAAA"
    fresh: bool = True
    ends: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0), (0, 0)])
    bad: int = 0

    def take(self, frame: bytes) -> None:
        body = unsealed(frame)
        sound = body is not None and len(body) >= 2 and self._obey(body[0], body[2:])
        self.bad += not sound

    def _obey(self, kind: int, told: bytes) -> bool:
        match kind, len(told):
            case 0x41, 0:
                return True
            case 0x42, 1:
                self.lights = told[0] & 63
            case 0x43, 2:
                self.closed, self.slow, self.fresh = told[0] & 63, told[1] & 63, False
            case 0x44, 5:
                ends = told[1] | told[2] << 8, told[3] | told[4] << 8
                if told[0] > 1 or max(ends) > 1023:
                    return False
                self.ends[told[0]], self.fresh = ends, False
            case 0x45, 8:
                if min(told) < 0x21 or max(told) > 0x7E:
                    return False
                self.serial, self.fresh = told.decode(), False
            case _:
                return not 0x41 <= kind <= 0x45
        return True


def shown(box: CoreBox) -> tuple[Told, bool]:
    """What a box says of itself when asked, and whether it had been asked before."""
    box.sample()
    asked = any(isinstance(said, Hello) for said in box.heard())
    box.tell(0x41)
    box.sample()
    box.sample()
    said = box.heard()
    hello = next(one for one in said if isinstance(one, Hello))
    beat = next(one for one in reversed(said) if isinstance(one, Beat))
    ends = list(hello.calibration)
    told = (beat.lights, hello.closed, hello.slow, hello.serial, hello.fresh, ends)
    return Told(*told, beat.bad_frames), asked


def test_a_box_obeys_exactly_what_the_wire_s_page_calls_a_command():
    obeyed = 0
    for stream in STREAMS:
        box, told = CoreBox(), Told()
        box.sample()
        box.heard()
        for frame in frames_of(stream):
            before = told.bad
            box.receive(frame + b"\0")
            told.take(frame)
            now, asked = shown(box)
            body = unsealed(frame)
            answers = body is not None and body[0] in (0x41, 0x43, 0x44, 0x45)
            assert (now, asked) == (told, answers and told.bad == before), frame.hex()
            obeyed += asked
    assert obeyed > 100
