"""What the player sees in the dark: letters, screen and log, all pure."""

import string
import unicodedata

import pytest
from displays import text_of, view, views
from hypothesis import given
from hypothesis import strategies as st

from rig.stage.blocks import GLYPHS, HEIGHT, block, enlarge, width
from rig.stage.log import lines
from rig.stage.screen import draw
from rig.stage.tty import COLOURED, COLOURLESS


def shown(rows, letters):
    """Whether block letters stand in the rows, in one piece."""
    texts = text_of(rows)
    return any(
        all(line in texts[top + row] for row, line in enumerate(letters))
        for top in range(len(texts) - len(letters) + 1)
    )


def test_the_font_has_every_letter_digit_and_sign_that_a_cue_needs():
    assert set(string.ascii_uppercase + string.digits + " :.-+/()!?',\"#") == set(GLYPHS)


def test_every_glyph_is_five_rows_of_one_width_and_no_two_look_alike():
    assert {len(rows) for rows in GLYPHS.values()} == {HEIGHT}
    assert all(len(set(map(len, rows))) == 1 for rows in GLYPHS.values())
    assert len({tuple(rows) for rows in GLYPHS.values()}) == len(GLYPHS)


def test_digits_are_equally_wide_so_that_a_countdown_stands_still():
    assert len({width(digit) for digit in string.digits}) == 1


@given(st.text(max_size=60), st.integers(0, 300))
def test_block_letters_never_leave_their_columns(text, columns):
    rows = block(text, columns)
    assert len(rows) == HEIGHT
    assert len(set(map(len, rows))) == 1
    assert len(rows[0]) <= columns


def test_too_many_words_lose_the_last_ones():
    assert block("GO: OUT OF INTRODUCTION", 80) == block("GO: OUT OF", 80)


def test_a_word_too_long_by_itself_loses_its_end():
    assert block("STANDING", 20) == block("STA", 20)


def test_accents_and_small_letters_are_drawn_as_capitals():
    assert block("Hélène", 80) == block("HELENE", 80)


def test_a_character_the_font_lacks_is_a_question_mark():
    assert block("界", 80) == block("?", 80)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_enlarged_letters_have_as_much_more_ink_as_area(times):
    ink = {" ": 0, "▀": 1, "▄": 1, "█": 2}
    small = block("GO 8?", 80)
    large = enlarge(small, times)
    assert [len(large), len(large[0])] == [HEIGHT * times, len(small[0]) * times]
    assert sum(ink[c] for c in "".join(large)) == times**2 * sum(ink[c] for c in "".join(small))


@given(views, st.lists(st.text(max_size=90), max_size=5), st.integers(0, 260), st.integers(0, 80))
def test_any_view_fits_any_terminal(shown_view, packets, columns, rows):
    drawn = draw(shown_view, tuple(packets), columns, rows)
    assert len(drawn) == rows
    for text in text_of(drawn):
        assert text.isprintable()
        wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
        accents = sum(unicodedata.combining(c) != 0 for c in text)
        assert len(text) + wide - accents <= columns


@given(views)
def test_every_style_on_the_screen_has_its_attributes_with_and_without_colour(shown_view):
    styles = {span.style for row in draw(shown_view, ("x",), 80, 24) for span in row}
    assert styles <= COLOURED.keys()
    assert COLOURED.keys() == COLOURLESS.keys()


def test_without_colour_no_style_names_a_colour():
    coloured = {str(sgr) for base in (30, 40, 90, 100) for sgr in range(base, base + 8)}
    assert not coloured & {sgr for sgrs in COLOURLESS.values() for sgr in sgrs.split(";")}


def test_the_three_things_a_player_needs_stand_in_block_letters():
    rows = draw(view(), (), 80, 24)
    for text in ("CUE 3A  B", "17.3", "4", "-0:12", "GO: CUE 4"):
        assert shown(rows, block(text, 80)), text


def test_captions_hold_the_full_text_of_what_the_letters_shorten():
    press = "GO: OUT OF INTRODUCTION, AT THE NEXT CADENCE"
    texts = text_of(draw(view(press=press), (), 80, 24))
    assert f"PRESS     {press}" in texts
    assert "NEXT      4 title: Ellen, his daughter" in texts


def test_a_caption_too_long_for_the_row_ends_in_an_ellipsis():
    texts = text_of(draw(view(press="GO: " + "X" * 99), (), 80, 24))
    assert [text for text in texts if text.startswith("PRESS")] == [
        "PRESS     GO: " + "X" * 65 + "…"
    ]


@pytest.mark.parametrize(
    ("countdown_s", "letters"),
    [(11.4, "-0:12"), (60.0, "-1:00"), (0.0, "+0:00"), (-5.5, "+0:05"), (754.0, "-12:34")],
)
def test_the_countdown_reaches_nought_at_the_instant_and_counts_on(countdown_s, letters):
    assert shown(draw(view(countdown_s=countdown_s), (), 80, 24), block(letters, 80))


@pytest.mark.parametrize(
    ("window", "label", "style"),
    [
        ("", "NEXT", "plain"),
        ("early", "NEXT", "plain"),
        ("open", "LOOK NOW", "open"),
        ("overdue", "OVERDUE", "overdue"),
    ],
)
def test_a_window_is_told_by_a_word_and_by_a_style(window, label, style):
    rows = draw(view(window=window), (), 80, 24)
    assert text_of(rows)[6].startswith(label)
    assert {span.style for span in rows[7] if span.text.strip()} == {style}


def test_a_long_cue_keeps_its_number_and_gives_up_bar_and_beat():
    rows = draw(view(now="CUE 1204B  INTRO"), (), 80, 24)
    assert shown(rows, block("CUE 1204B", 80))
    assert not shown(rows, block("17.3", 80))
    assert "B   tempo 92.0, film leads   bar 17  beat 3 of 4   agitato" in text_of(rows)


def test_dynamics_are_one_line_of_marks_with_a_star_where_the_hand_has_it():
    assert "strings mf <   winds p*   piano tacet" in text_of(draw(view(), (), 80, 24))


def test_devices_are_told_only_when_absent():
    there = text_of(draw(view(), (), 80, 24))
    gone = text_of(draw(view(devices=(("nanoKONTROL2", False), ("pedal", True))), (), 80, 24))
    assert not any("nanoKONTROL2" in text for text in there)
    assert "ABSENT    nanoKONTROL2" in gone


def test_the_newest_notices_and_packets_share_the_last_rows():
    notices = tuple(f"notice {number}" for number in range(9))
    packets = tuple(f"packet {number}" for number in range(9))
    texts = text_of(draw(view(notices=notices), packets, 80, 24))
    assert texts[-3:] == ["notice 7", "notice 8", "packet 8"]


def test_a_low_terminal_loses_its_last_rows_first():
    full = draw(view(), (), 80, 24)
    assert draw(view(), (), 80, 19) == full[:19]
    assert draw(view(), (), 80, 7) == full[:7]


def test_letters_grow_with_a_terminal_of_twice_the_size():
    rows = draw(view(), (), 160, 48)
    assert shown(rows, enlarge(block("GO: CUE 4", 80), 2))


def test_wide_letters_count_for_two_and_accents_for_none():
    texts = text_of(draw(view(notices=("界" * 41, "界" * 40, "e\u0301" * 80)), (), 80, 24))
    assert texts[-3:] == ["界" * 39 + "…", "界" * 40, "e\u0301" * 80]


def test_what_a_terminal_takes_for_a_command_is_not_passed_on():
    texts = text_of(draw(view(press="GO\x1b[2J", notices=("a\nb",)), (), 80, 24))
    assert "PRESS     GO?[2J" in texts
    assert "a?b" in texts


def test_the_log_begins_with_everything_that_matters():
    assert lines(None, view(devices=(("pedal", False),), notices=("resumed",))) == (
        "now CUE 3A  B, film 0:41:07",
        "next press: GO: CUE 4",
        "tempo: film leads",
        "pedal: absent",
        "resumed",
    )


def test_the_log_is_silent_about_beats_and_levels():
    changed = view(bar=18, beat=1, countdown_s=3.0, film="0:41:09", bpm=93.0, groups=())
    assert lines(view(), changed) == ()


def test_the_log_tells_a_cue_a_press_and_a_device_that_goes_and_comes():
    after = view(now="CUE 4  A", press="GO: CUE 5", devices=(("pedal", True),), film="")
    before = view(devices=(("pedal", False),))
    assert lines(before, after) == ("now CUE 4  A", "next press: GO: CUE 5", "pedal: found")


@given(st.lists(st.integers(0, 3), max_size=12), st.integers(0, 12), st.integers(1, 5))
def test_the_log_invents_no_notice_of_a_moving_window(told, seen, kept):
    """Equal notices in a row may be told once for all; none is told that was not new."""
    everything = tuple(map(str, told))
    before, after = everything[:seen][-kept:], everything[-kept:]
    news = lines(view(notices=before), view(notices=after))
    missed = max(len(everything) - seen, 0)
    assert news == after[len(after) - len(news) :]
    assert len(news) <= min(missed, kept)


def test_the_log_tells_the_notices_that_are_new():
    before, after = view(notices=("a", "b", "c")), view(notices=("b", "c", "d", "e"))
    assert lines(before, after) == ("d", "e")
