"""``rig plot``: what is in the picture, that it can be read, and that it is always the same."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import matplotlib as mpl
import numpy as np
import pytest
from defusedxml import ElementTree
from matplotlib import image
from nights_on_paper import FAR_NORTH, planned

from rig.errors import FileError, RigError
from rig.notation.problem import ProblemsError
from rig.paper import told
from rig.paper.draw_figure import drawn
from rig.paper.ink import BLACK, WHITE, Shape, Words
from rig.paper.levels import levels
from rig.paper.plot import plot
from rig.paper.plot_curves import tempo
from rig.paper.plot_hits import GAUGE, GAUGE_FRAMES, gauge
from rig.paper.plot_page import page
from rig.paper.plot_picture import picture
from rig.paper.plot_row import Row
from rig.score.measure import SECOND_US

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def plan():
    return planned()


@pytest.fixture(scope="module")
def svg(plan):
    found = page(plan)
    return drawn(found.marks, found.width, found.height, "svg")


@pytest.fixture(scope="module")
def texts(svg):
    root = ElementTree.fromstring(svg.decode())
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def test_the_svg_has_every_cue_with_what_is_seen(plan, texts):
    for one in plan.cues:
        assert one.cue.number in texts
        assert any(text.endswith(one.cue.seen) for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        *("Far North <silent> & tinted -- cut", "R2  20 fps", "con moto", "RED A +3", "tacet 4"),
        *("!! the first gun  B1", "!!! crash  X1  by hand: crack", "! anything  ~", "no place yet"),
        *("in after //: a hand -- and $x_1$", "out of V: he goes", "or Y 6", "hall=0.4", "-sea"),
        *(
            "♩=60",
            "♩=90>60 exp",
            "ff",
            "tacet",
            "strings",
            "brass",
            "in cue 1, 2",
            "2:10",
            "round and round",
        ),
    ],
)
def test_what_the_sheet_says_stands_in_the_svg(texts, text):
    assert any(text in one for one in texts)


def test_the_themes_have_the_colours_of_their_cards(svg):
    for colour in ("#c0392b", "#2a7f9e"):
        assert svg.decode().count(f"fill: {colour}") >= 2, "once in a bar and once in the legend"


def test_the_same_sheet_is_the_same_bytes_even_in_another_process(svg, tmp_path):
    (tmp_path / "sheet.toml").write_text(FAR_NORTH, encoding="utf-8")
    assert plot(str(tmp_path / "sheet.toml"), str(tmp_path / "one.svg")) == 0
    code = "import sys; from rig.paper.plot import plot; plot(*sys.argv[1:])"
    words = (sys.executable, "-c", code, "sheet.toml", "two.SVG")
    subprocess.run(words, cwd=tmp_path, check=True, timeout=60)
    assert (tmp_path / "one.svg").read_bytes() == svg
    assert (tmp_path / "two.SVG").read_bytes() == svg


def test_the_png_is_an_a3_page_with_ink_on_it_and_no_state_is_left(tmp_path):
    before = mpl.rcParams.copy()
    (tmp_path / "sheet.toml").write_text(FAR_NORTH, encoding="utf-8")
    plot(str(tmp_path / "sheet.toml"), str(tmp_path / "film.png"))
    pixels = image.imread(str(tmp_path / "film.png"))
    high, wide = pixels.shape[:2]
    assert wide == round(420 / 25.4 * 150)
    assert high == pytest.approx(wide / sqrt(2), abs=2)
    dark = float(np.mean(pixels[..., :3] < 0.5))
    assert 0.01 < dark < 0.3
    assert "matplotlib.pyplot" not in sys.modules, "figures of pyplot would be kept for ever"
    assert mpl.rcParams.copy() == before


@pytest.mark.parametrize("name", ["film.jpg", "film", "svg", "film.pdf"])
def test_another_kind_of_picture_is_refused(tmp_path, name):
    with pytest.raises(RigError, match=r"is drawn as \.svg or \.png"):
        plot("sheet.toml", str(tmp_path / name))
    assert not (tmp_path / name).exists()


def test_a_sheet_with_mistakes_draws_nothing(tmp_path):
    (tmp_path / "sheet.toml").write_text("rig = 1\n[cue.1]\non = 'titel: a'\n")
    with pytest.raises(ProblemsError, match="titel starts no cue"):
        plot(str(tmp_path / "sheet.toml"), str(tmp_path / "film.svg"))
    assert not (tmp_path / "film.svg").exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "sheet.toml").write_text(FAR_NORTH, encoding="utf-8")
    with pytest.raises(FileError, match=r"cannot be written: there is no folder .*there"):
        plot(str(tmp_path / "sheet.toml"), str(tmp_path / "there" / "film.svg"))


@pytest.mark.parametrize(
    ("command", "library"),
    [("plot", "matplotlib"), ("book", "matplotlib"), ("book", "reportlab")],
)
def test_without_the_extra_it_is_said_what_to_install(tmp_path, command, library):
    ending = {"plot": "svg", "book": "pdf"}[command]
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        f"sys.argv = ['rig', {command!r}, 'a.toml', '-o', 'a.{ending}']\n"
        "from rig.__main__ import main; main()"
    )
    words = (sys.executable, "-c", code)
    run = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"rig {command} ")
    assert run.stderr.endswith("pip install 'silent-rig[desk]'\n")
    assert run.stderr.count("\n") == 1
    assert library in run.stderr


@pytest.mark.parametrize("fire", ["", 'fire = "a"\n'])
def test_cues_of_which_nothing_says_when_they_come_are_cards_in_order(fire):
    lines = ["rig = 1\n[film]\nspeed = 20\n"]
    lines += [f'[cue.{n}]\non = "screening: seen {n}"\n{fire}' for n in range(1, 30)]
    found = page(planned("".join(lines)))
    told_them = [one.text for one in found.marks if isinstance(one, Words)]
    seen = [text for text in told_them if text.startswith("seen ") and text != "seen"]
    assert seen == [f"seen {n}" for n in range(1, 30)]
    assert "0:00" not in told_them, "a ruler would say what nobody knows"


def test_a_gauge_shows_the_frames_off_to_scale(plan):
    drawn_of = picture(plan)
    cue = plan.cues[2]
    (hit,) = cue.hits
    off = told.off(plan.sheet, hit)
    assert off == float(Fraction(hit.at_us - hit.due_us, SECOND_US) * 20)
    marks = [*gauge(drawn_of, hit, 100.0, 50.0)]
    dot = next(one for one in marks if isinstance(one, Shape) and len(one.points) > 4)
    centre = sum(x for x, _ in dot.points) / len(dot.points)
    assert centre == pytest.approx(100 + GAUGE / 2 + off * GAUGE / 2 / GAUGE_FRAMES)
    assert dot.fill == (BLACK if told.counts(hit) else WHITE)


def test_the_tempo_curve_is_the_tempo_map(plan):
    """A second opinion on every bend: the map of the whole film, asked at each point."""
    shown = picture(plan)
    row = Row(0, 210 * SECOND_US, 0.0, 2100.0)
    marks = tempo(shown, row, 0.0).marks
    scale = {one.text: one.y - 1 for one in marks if isinstance(one, Words) and one.text.isdigit()}
    (low, low_y), (high, high_y) = ((int(text), scale[text]) for text in (min(scale), max(scale)))
    beats = plan.tempo_map()
    curves = [one for one in marks if isinstance(one, Shape) and one.thick > 0.5]
    z = next(one for one in curves if len(one.points) > 10)
    for x, y in z.points[1:-1]:
        bpm = beats.bpm_at(beats.tick_at(x / row.mm_per_us))
        assert y == pytest.approx(low_y + (bpm - low) * (high_y - low_y) / (high - low), abs=1e-3)


def test_levels_go_straight_from_mark_to_mark_and_fade_with_their_cue(plan):
    first = plan.cues[0]
    strings = [(one.mark, one.level) for one in levels(plan, "strings")]
    assert strings == [("pp", 0.3), ("", 0.3), ("ff", 0.8)]
    named = {passage.name: number for number, passage in enumerate(first.cue.passages)}
    begins = {turn.passage: turn.begin_us for turn in reversed(first.turns)}
    times = [one.us for one in levels(plan, "strings")]
    assert times == [0, begins[named["B"]], begins[named["S"]]]
    brass = levels(plan, "brass")
    assert all(one.us <= after.us for one, after in pairwise(brass))
    fade = [one for one in brass if one.us == plan.cues[2].begin_us]
    assert [(one.level, one.mark) for one in fade] == [(0.6, ""), (0.4, "p")]
    left_us = plan.cues[2].begin_us
    harp = [(one.us, one.level) for one in levels(plan, "harp")]
    assert harp == [
        (plan.cues[1].begin_us, 0.4),
        (left_us, 0.4),
        (left_us + 3 * SECOND_US, 0.0),
    ], "what the next cue does not name fades out with its own"


def test_a_letter_that_no_font_has_is_itself_in_the_svg(texts):
    assert any("日本 Корабль" in text for text in texts)
