"""`rig learn` beside `rig perform`: from an unknown box to a show, and a dead knob replaced."""

from __future__ import annotations

import signal
import time
import tomllib

from ears import PATIENCE_S, Ears, longest_gap_us
from lessons import MOVE, Learning, knob_swept, played
from parts import JackDevice
from stagehands import SHOW, Performance, replayed, write_show

HALF_A_MINUTE_S = 30
PATIENT_GAP_US = 240_000
GO = bytes((0xB0, 48, 127)), bytes((0xB0, 48, 0))
NO_PORTS = SHOW.replace("nanoKONTROL2 = 'midi \"{device}\"'\n", "").replace(
    'footswitch = "serial pedal"\n', ""
)
HANDS = "rig = 1\n"
DEAD = """\
rig = 1
guard = "0 ms"

[Odd-Box]
knob1 = "winds trim -12..+6 dB"  # rides: by ear
play = "go"
"""
BOX = """\
rig = 1
kind = "midi"
port = "Odd Box"
[source]
[control]
knob1 = "knob cc 20 from none"
play = "button cc 48 from none"
"""


def moved_from(ears, device, number):
    """Levels that a knob's movement leads to, after it has been where it is."""
    known = len(ears.at("/winds"))
    played(device, bytes((0xB0, number, 64)), bytes((0xB0, number, 70)))
    return ears.wait("/winds", known + 1)[known:]


def test_from_an_unknown_box_to_a_show_that_is_performed(jack, tmp_path):
    with JackDevice(jack, "Odd Box") as box, Ears() as ears:
        show = write_show(tmp_path, NO_PORTS.format(port=ears.port), hands=HANDS)
        for messages, purpose in ((knob_swept(20), "winds trim -12..+6 dB"), (GO, "go")):
            with Learning(tmp_path, show, "--yes", server=jack) as lesson:
                lesson.wait(MOVE)
                played(box, *messages, every_s=0.1 if messages is GO else 0.02)
                lesson.answer(purpose)
                assert lesson.ends() == (0, "")
        learned = tomllib.loads((tmp_path / "hands.toml").read_text())["Odd-Box"]
        assert learned == {"knob1": "winds trim -12..+6 dB", "button1": "go"}
        with Performance(show, server=jack) as night:
            night.wait_said("Odd-Box: found")
            played(box, *GO)
            ears.wait("/strings", 3)
            assert moved_from(ears, box, 20)
            assert night.ends(signal.SIGINT) == 0
        assert "identical" in replayed(night.journal)


def test_a_dead_knob_is_replaced_in_half_a_minute_while_the_music_goes_on(jack, tmp_path):
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "Odd-Box.toml").write_text(BOX)
    with (
        JackDevice(jack, "Odd Box") as box,
        JackDevice(jack, "Spare Box") as spare,
        Ears() as ears,
    ):
        show = write_show(tmp_path, NO_PORTS.format(port=ears.port), hands=DEAD)
        with Performance(show, server=jack) as night:
            night.wait_said("Odd-Box: found")
            played(box, *GO)
            ears.wait("/strings", 3)
            begun_s = time.monotonic()
            with Learning(tmp_path, show, "Odd-Box.knob1", "--yes", server=jack) as lesson:
                lesson.wait("Odd-Box.knob1: winds trim -12..+6 dB")
                lesson.wait(MOVE)
                played(spare, *knob_swept(7))
                rested_s = time.monotonic()
                lesson.wait("mapped")
                took_s, answered_s = time.monotonic() - begun_s, time.monotonic() - rested_s
                assert lesson.ends() == (0, "")
                its_own_s = float(lesson.said.split()[-2])
                assert 0 < its_own_s < took_s
            assert took_s < HALF_A_MINUTE_S
            assert answered_s < PATIENCE_S
            night.wait_said("Spare-Box: found")
            assert moved_from(ears, spare, 7)
            known = len(ears.at("/winds"))
            played(box, *knob_swept(20))  # not so dead, and nothing comes of it
            assert moved_from(ears, spare, 7)[0].values
            assert len(ears.at("/winds")) < known + 5
            played(box, *GO)
            ears.wait("/clap")
            assert longest_gap_us(ears.at("/strings")[1:]) < PATIENT_GAP_US
            assert night.ends(signal.SIGINT) == 0
        assert "identical" in replayed(night.journal)
    hands = (tmp_path / "hands.toml").read_text()
    assert tomllib.loads(hands)["Spare-Box"] == {"knob1": "winds trim -12..+6 dB"}
    assert tomllib.loads(hands)["Odd-Box"] == {"play": "go"}
    assert "# rides: by ear" in hands


def test_one_that_has_work_already_is_taken_only_when_the_player_says_so(jack, tmp_path):
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "Odd-Box.toml").write_text(BOX)
    show = write_show(tmp_path, NO_PORTS.format(port=9), hands=DEAD)
    with JackDevice(jack, "Odd Box") as box:
        with Learning(tmp_path, show, "Odd-Box.knob1", server=jack) as lesson:
            lesson.wait(MOVE)
            played(box, *knob_swept(20))
            lesson.wait("that is the same control; move another")
            lesson.wait(MOVE, 2)
            played(box, *GO, every_s=0.1)
            lesson.wait("Odd-Box.play does something already: go")
            lesson.answer("n")
            lesson.wait(MOVE, 3)
            played(box, *GO, every_s=0.1)
            lesson.wait("let that go?", 2)
            lesson.answer("y")
            assert lesson.ends() == (0, "")
        hands = tomllib.loads((tmp_path / "hands.toml").read_text())
        assert hands["Odd-Box"] == {"play": "winds trim -12..+6 dB"}
