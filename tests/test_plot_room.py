"""Room on paper: texts that never lie on one another, letters measured, sheets beyond measure."""

from __future__ import annotations

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nights_on_paper import planned
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from rig.paper.draw_figure import PIXELS_MAX
from rig.paper.ink import BLACK, WHITE, Words, box, over
from rig.paper.letters import POINT_MM, Face, cast, clipped, printable, width_mm, wrapped
from rig.paper.plot_page import WIDTHS, page
from rig.paper.plot_row import Label, packed


def dense(count, every_s, seen="the card"):
    """Many cues, each with everything."""
    lines = ["rig = 1", "[film]", "speed = 20", "[theme.BLUE]", 'play = "A 16 3/4 q=96"']
    for number in range(count):
        minutes, seconds = divmod(number * every_s, 60)
        later, rest = divmod(number * every_s + 1, 60)
        lines += [
            f"[cue.{number + 1}]",
            f'on = "{"title" if number else "screening"}: {seen}"',
            f'look = "{minutes}:{seconds:02}"',
            'play = "BLUE 1-2 | V 1 q=120 vamp | X 1 q=120>96 | F 1 fermata max 2s"',
            f'hits = "{later}:{rest:02} X1 it falls !!! | {later}:{rest:02}+04 V1 it breaks"',
            'dyn = "strings pp <, V1 mp, X1 <, F1 f | winds tacet, X1 mf"',
            'fire = "A1 bell, F1 lamp"',
        ]
    return planned("\n".join(lines))


def overlapping(marks):
    """Pairs of texts that lie on one another."""
    words = [one for one in marks if isinstance(one, Words) and one.text]
    boxes = [
        (one.left, one.left + width_mm(one.text, one.size, one.face), one.y, one.size, one.text)
        for one in words
    ]
    boxes.sort(key=lambda one: one[2])
    for one, other in combinations(boxes, 2):
        high = 0.6 * POINT_MM * other[3]
        if other[2] - one[2] < high - 0.01 and one[0] < other[1] - 0.2 and other[0] < one[1] - 0.2:
            yield one, other


@pytest.mark.parametrize(
    ("count", "every_s"), [(1, 1), (3, 60), (12, 7), (40, 2), (90, 1), (15, 300)]
)
def test_no_text_lies_on_another(count, every_s):
    found = page(dense(count, every_s, "the long card leaves " * 4))
    assert [*overlapping(found.marks)] == []


def test_no_text_of_the_sheet_with_everything_lies_on_another():
    assert [*overlapping(page(planned()).marks)] == []


def test_two_texts_on_one_another_would_be_seen():
    first = Words(0, 0, "one", 10)
    assert [*overlapping([first, Words(3, 0.5, "two", 10)])]
    assert not [*overlapping([first, Words(30, 0.5, "two", 10)])]


def test_a_thousand_cues_take_seconds_and_it_is_said_what_has_no_room():
    began = time.process_time()
    found = page(dense(1000, 3))
    assert time.process_time() - began < 20
    assert found.width == WIDTHS[-1]
    text = next(one.text for one in found.marks if isinstance(one, Words) and "no room" in one.text)
    assert "names of sections" in text
    assert found.left_out.total() > 0


def test_a_film_of_months_is_still_one_page():
    text = 'rig = 1\n[film]\nspeed = 20\n[cue.1]\non = "screening"\nfire = "a"\n'
    found = page(planned(f'{text}[cue.2]\non = "title: late"\nlook = "#999999999"\n'))
    assert (found.width, found.height <= WIDTHS[-1]) == (WIDTHS[-1], True)
    inches = found.width * found.height / 25.4**2
    assert PIXELS_MAX / inches >= 20**2, "a page that long could still be drawn as PNG"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@given(NAMES, st.floats(4, 60), st.sampled_from(Face))
def test_what_is_clipped_fits_and_is_the_text_or_its_begin(text, room, face):
    found = clipped(text, room, 9.0, face)
    assert found == text or (found.endswith("…") and text.startswith(found[:-1])) or not found
    assert width_mm(found, 9.0, face) <= room


@given(NAMES, st.floats(8, 60))
def test_what_is_wrapped_fits_and_loses_no_letter(text, room):
    lines = wrapped(text, room, 9.0)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_mm(one, 9.0) <= room or len(one) == 1 for one in lines)


@pytest.mark.parametrize("face", Face)
def test_letters_are_as_wide_as_reportlab_finds_them(face):
    registerFont(TTFont(face.value, str(face.path)))
    text = cast("Взгляд, ♩.=96 -- “agitato” <ffff> 12-2", face)
    assert width_mm(text, 11, face) == pytest.approx(
        stringWidth(text, face.value, 11) * POINT_MM, rel=2e-3
    )


def test_a_letter_that_no_font_has_is_a_box_on_paper():
    assert cast("日本 Корабль\x07", Face.BOLD) == "□□ Корабль□"
    assert printable("日\x07") == "日□"


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.floats(0, 319), st.text("abc d", max_size=30), st.floats(0, 12))),
    st.integers(1, 4),
)
def test_labels_in_one_lane_never_touch_and_stay_on_the_page(some, lanes):
    labels = [Label(x, text, lead) for x, text, lead in some]
    placed = packed(labels, 320.0, lanes, 9.0)
    assert len({one.number for one in placed}) == len(placed)
    for lane in range(lanes):
        here = [one for one in placed if one.lane == lane]
        for one, after in pairwise(here):
            assert one.label.x + one.label.lead + width_mm(one.text, 9.0) < after.label.x
    assert all(one.label.x + width_mm(one.text, 9.0) <= 320.0 for one in placed if one.text)
    assert all(one.label.x + one.label.lead <= 320.0 for one in placed)
    apart = all(b - a > 60 for a, b in pairwise(sorted(x for x, _, _ in some)))
    apart = apart and all(x < 250 for x, _, _ in some)
    if apart:
        assert len(placed) == sum(bool(text.strip() or lead) for _, text, lead in some)


@pytest.mark.parametrize(("fill", "ink"), [("#262626", WHITE), ("#ecc92f", BLACK)])
def test_letters_on_a_colour_are_in_the_ink_that_is_read(fill, ink):
    assert over(fill) == ink
    assert box(0, 0, 1, 1, fill).fill == fill
