"""Every device that comes with the rig: loaded, exercised control by control, lit, and drawn."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from itertools import pairwise

import matplotlib as mpl
import mido
import numpy as np
import pytest
from any_device import RANGES, devices
from defusedxml import ElementTree
from hypothesis import given
from matplotlib import image
from played_back import heard
from pypdf import PdfReader
from sources import ROOT

from rig.__main__ import main
from rig.desk.device_file import open_device
from rig.desk.tell_device import device_lines
from rig.errors import FileError, RigError
from rig.hands.device import Label, Led, Motor, Ring, Shape
from rig.hands.encoder import delta
from rig.hands.sending import encode, turned
from rig.hands.signal import Sense, Signal
from rig.notation.problem import ProblemsError
from rig.paper.device_page import COLOURS, UNSETTLED, page, rows
from rig.paper.draw_device import draw_device
from rig.paper.ink import Words
from rig.paper.letters import width_mm

SVG = "{http://www.w3.org/2000/svg}"
FILES = sorted((ROOT / "mappings" / "devices").glob("*.toml"))
NAMES = [path.stem for path in FILES]
FIRST = (
    *("nanoKONTROL2", "MIDImix", "APC40-mk2", "Launch-Control-XL", "X-Touch-Mini", "FCB1010"),
    *("Mackie-Control", "generic", "footswitch"),
)
"""Controllers that nobody shall have to write a file for."""

every_device = pytest.mark.parametrize("name", NAMES)


def settled(device):
    return {name: one.signal for name, one in device.controls.items() if one.signal is not None}


def test_the_controllers_that_players_own_are_there():
    assert set(FIRST) <= set(NAMES)


@every_device
def test_a_device_of_the_rig_is_without_a_problem(name):
    device = open_device(name)
    assert device.controls
    assert device.port or device.kind == "serial" or name == "generic"


@every_device
def test_each_control_and_light_names_a_source_that_is_there(name):
    """By the words of the file, as a second opinion on what was read."""
    told = tomllib.loads((ROOT / "mappings" / "devices" / f"{name}.toml").read_text("utf-8"))
    sources = told["source"]
    alone = " ".join(sources) if len(sources) == 1 else ""
    used = set()
    for line in (*told["control"].values(), *told.get("light", {}).values()):
        for claim in line.split(","):
            said = claim.partition(" from ")[2] or alone
            assert said, line
            used |= {*said.split()}
    assert used - {"none"} == set(sources), "no source is left out, none is idle"
    assert all(one.startswith(("maker: ", "program: ")) for one in sources.values())


@every_device
def test_each_control_is_found_again_by_what_it_sends_at_the_value_it_has(name):
    """A device that sends all it has, a control after the other, as its player would hear it."""
    device = open_device(name)
    signals = settled(device)
    if device.kind == "serial":
        pedals = [(0x10, 0), (0x10, 1)] if name == "footswitch" else []
        keys = [*((0, switch) for switch in range(6)), *pedals]
        assert [signal.key for signal in signals.values()] == keys
        return
    by_key = {signal.key: name for name, signal in signals.items()}
    assert len(by_key) == len(signals)
    for control, signal in signals.items():
        middle = (signal.low + signal.high) // 2
        values = [signal.low, signal.high, middle]
        if signal.sense is not Sense.ABSOLUTE:
            values = [turned(signal.sense, steps) for steps in (1, -1, 63, -63)]
            assert [delta(signal.sense, value) for value in values] == [1, -1, 63, -63]
        if RANGES[signal.status & ~0x0F][1] is None:
            values = [127]
        for value in values:
            touches = heard(tuple(signals.values()), encode(signal, value))
            assert touches[-1].value == value
            assert {by_key[touch.status, touch.number] for touch in touches} == {control}
    touched = {one.touch for one in device.controls.values() if one.touch is not None}
    assert not touched & by_key.keys()


@every_device
def test_each_light_is_sent_midi_that_mido_takes(name):
    device = open_device(name)
    if device.kind == "serial":
        return  # its lights are no MIDI: tests/test_box_lights.py has their bytes
    for light in device.lights.values():
        match light:
            case Led():
                own = [light.off, light.on, *([] if light.blink is None else [light.blink])]
                sent = [encode(Signal(light.status, light.number), value) for value in own]
                if light.blink is not None and light.blink_status is not None:
                    sent.append(encode(Signal(light.blink_status, light.number), light.blink))
            case Ring():
                low, high = sorted((light.low, light.high))
                ring = Signal(light.status, light.number)
                sent = [encode(ring, value) for value in range(low, high + 1)]
            case Motor():
                high = RANGES[light.status & ~0x0F][1]
                sent = [encode(Signal(light.status, light.number), at) for at in (0, high)]
            case Label():
                sent = [(light.head + b"A" * light.letters + light.tail,)]
        for data in (one for messages in sent for one in messages):
            assert bytes(mido.Message.from_bytes(data).bytes()) == data
    for data in device.init:
        assert bytes(mido.Message.from_bytes(data).bytes()) == data


@every_device
def test_each_device_is_drawn_with_every_control(name, tmp_path):
    assert draw_device(name, str(tmp_path / "device.svg")) == 0
    root = ElementTree.fromstring((tmp_path / "device.svg").read_text("utf-8"))
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    device = open_device(name)
    drawn = [one for _, names in rows(device) for one in names]
    assert sorted(drawn) == sorted(device.controls), "each once"
    for control in (*device.controls, device.name):
        assert control in texts
    for source in device.sources:
        assert any(text.startswith(f"{source}: ") for text in texts)


@every_device
def test_each_device_is_told_with_every_control_light_and_claim(name):
    device = open_device(name)
    lines = [*device_lines(device)]
    firsts = [line.split()[0] for line in lines if line]
    for one in (*device.controls, *device.lights, *device.sources):
        assert one in firsts
    for control in device.controls.values():
        assert all(any(claim in line for line in lines) for claim in control.claims)


@given(devices())
def test_no_words_of_a_control_leave_its_cell(device):
    marks, high = page(device)
    words = [one for one in marks if isinstance(one, Words)]
    assert all(0 < one.y < high for one in words)
    names = {one.text: one for one in words if one.text in device.controls}
    assert names.keys() == device.controls.keys()
    room = (297 - 2 * 8) / 8 - 11  # an eighth of what lies between the margins, less its sign
    for one in words:
        of_a_cell = one.text in names or one.size == 6.5
        wide = width_mm(one.text, one.size, one.face)
        assert wide < room if of_a_cell else one.left + wide < 297, one
    lines = [one for one in words if one.size == 6.5]
    for name in names.values():
        below = [one.y for one in lines if one.x == name.x and name.y < one.y < name.y + 14]
        assert 2 <= len(below) <= 4


def test_the_drawing_is_coloured_by_who_says_so(tmp_path):
    (tmp_path / "x.toml").write_text(
        """rig = 1
kind = "midi"
[source]
guide = "maker: a"
mixxx = "program: b"
[control]
a = "fader cc 1 from mixxx guide"
b = "fader cc 2 from mixxx"
c = "fader cc 3 from none"
d = "unsettled fader cc 4 from guide, cc 5 from mixxx"
"""
    )
    draw_device(str(tmp_path / "x.toml"), str(tmp_path / "x.svg"))
    svg = (tmp_path / "x.svg").read_text()
    for colour in (*COLOURS.values(), UNSETTLED):
        assert svg.count(f"fill: {colour}") == 2, "once on its control and once in the legend"


def test_names_that_differ_by_their_numbers_stand_in_one_row_of_eight_at_most():
    found = [*rows(open_device("nanoKONTROL2"))]
    assert all(len(names) <= 8 for _, names in found)
    assert (Shape.KNOB, [f"knob{number}" for number in range(1, 9)]) in found
    order = [*Shape]
    assert all(order.index(one) <= order.index(other) for (one, _), (other, _) in pairwise(found))


def test_a_png_has_ink_on_it_and_a_pdf_its_words(tmp_path):
    before = mpl.rcParams.copy()
    draw_device("nanoKONTROL2", str(tmp_path / "a.PNG"))
    pixels = image.imread(str(tmp_path / "a.PNG"), format="png")
    assert pixels.shape[1] == pytest.approx(297 / 25.4 * 150, abs=1)
    assert 0.005 < float(np.mean(pixels[..., :3] < 0.5)) < 0.3
    assert mpl.rcParams.copy() == before
    draw_device("nanoKONTROL2", str(tmp_path / "a.pdf"))
    (paper,) = PdfReader(tmp_path / "a.pdf").pages
    assert "marker-right" in paper.extract_text()


def run(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["rig", "device", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code


def test_the_command_tells_and_draws(monkeypatch, tmp_path, capsys):
    assert run(monkeypatch, "X-Touch-Mini") == 0
    told = capsys.readouterr().out
    assert told.startswith("X-Touch-Mini, a midi device\n")
    assert run(monkeypatch, "X-Touch-Mini", "-o", str(tmp_path / "x.svg")) == 0
    assert (tmp_path / "x.svg").read_bytes().startswith(b"<?xml")


def test_a_device_beside_the_player_goes_before_that_of_the_rig(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "devices").mkdir()
    own = 'rig = 1\nkind = "serial"\nsource = "me"\n[control]\nmine = "switch 0"\n'
    (tmp_path / "devices" / "generic.toml").write_text(own)
    assert list(open_device("generic").controls) == ["mine"]
    assert list(open_device("devices/generic.toml").controls) == ["mine"]
    with pytest.raises(FileError, match=r"no device genric .*; did you mean generic\?"):
        open_device("genric")
    with pytest.raises(FileError, match=r"there\.toml cannot be read"):
        open_device("there.toml")
    (tmp_path / "devices" / "generic.toml").write_text(own.replace("switch 0", "switch 9"))
    with pytest.raises(ProblemsError, match="switch is 0 to 5"):
        open_device("generic")


@pytest.mark.parametrize("file", ["a.jpg", "a", "svg"])
def test_another_kind_of_picture_is_refused(tmp_path, file):
    with pytest.raises(RigError, match=r"is drawn as \.svg, \.png or \.pdf"):
        draw_device("generic", str(tmp_path / file))
    assert not (tmp_path / file).exists()


@pytest.mark.parametrize("library", ["matplotlib", "reportlab"])
def test_without_the_extra_a_device_is_told_and_not_drawn(tmp_path, library):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "sys.argv = ['rig', 'device', 'generic', *sys.argv[1:]]\n"
        "from rig.__main__ import main; main()"
    )

    def of(*words):
        return subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    assert of().returncode == 0
    drawn = of("-o", "a.svg")
    assert drawn.returncode == 1
    assert drawn.stderr.endswith("pip install 'silent-rig[desk]'\n")
