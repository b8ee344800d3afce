"""What is meant as a film position and names none, and what is said of it."""

from __future__ import annotations

import pytest
from films import DROP, MANY, REELS, WHOLE, film, steady
from hypothesis import given
from hypothesis import strategies as st

from rig.score.positions import is_position, leads_position, parse_position

films = st.sampled_from(MANY)


def test_a_word_meant_as_a_position_is_known_before_it_is_read():
    meant = [
        *("0:11", "1:2:3", "84+03", "#5", "R2", "1:02.5", "0:99", "00:00:00;02"),
        *("R2 84+03", "R2 end", "R2 end-x", "R2 motor", "R2 changeover", "R2 #5", "dvd 1:02"),
    ]
    other = [
        *("the", "V", "12", "12th", "R2D2", "Reel", "+5", ":", "", "x0:11", "//", "R1234"),
        *("dvd", "dvd A1", "R2 A1", "R2 the", "vhs 1:02", "0:11 84+03", "R2 ends"),
    ]
    assert [words for words in (*meant, *other) if is_position(words, WHOLE)] == meant


def test_a_reel_and_a_copy_may_lead_a_second_word():
    words = ["R2", "R9", "dvd", "file", "vhs", "0:11", "R2D2", "end", ""]
    assert [word for word in words if leads_position(word, WHOLE)] == ["R2", "R9", "dvd", "file"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing is no film position; write m:ss+frames, #frame, feet+frames or R2 feet+"),
        ("0:56:12", "can be read two ways: write 0:56:12+00 for 0 h 56 min 12 s, or 0:56+12 for"),
        ("1:60", "1:60 has more than 59 seconds or minutes"),
        ("1:60:00+00", "1:60:00+00 has more than 59 seconds or minutes"),
        ("1:60.5", "1:60.5 has more than 59 seconds or minutes"),
        ("0:05+18", "0:05+18: that second has frames +0 to +17 at 18 fps"),
        ("25:00+22", "25:00+22: that second has frames +0 to +21 at 22 fps"),
        ("84+16", "84+16: a foot of 35mm has frames +0 to +15"),
        ("R4", "there is no R4 in the film's reels; there is R1, R2, R3"),
        ("R2 11+15", "R2 11+15 lies before R2, which begins at 12+00"),
        ("R2 859+12", "R2 859+12 lies behind the end of R2 at 859+11"),
        ("R1 end-13478", "R1 end-13478 lies before R1, which has 13477 frames"),
        ("R2 1:00", "R2 1:00 is no position in a reel; write R2 feet+frames, R2 end-frames"),
        ("R2 #5", "is no position in a reel"),
        ("R2 end+5", "is no position in a reel"),
        ("R2 1+00 1", "R2 1+00 1 is more than one film position"),
        ("#39691", "#39691 (#39691) lies behind the film's end at 2480+10"),
        ("40:00", "(#50725) lies behind the film's end at 2480+10"),
        ("dvd", "dvd is a copy of the film; its position stands behind it"),
        ("dvt 1:02", "dvt is no copy of this film; did you mean dvd?"),
        ("dvd 9:59:59:24", "dvd 9:59:59:24 lies before the film's 0:00"),
        ("dvd 10:00:00;00", "its copy line counts with : before the frames; write 10:00:00:00"),
        ("dvd 10:00:00:25", "timecode ends at 23:59:59:24"),
        ("dvd 10:00:00", "10:00:00 is no time of a copy; write hh:mm:ss:ff, m:ss or h:mm:ss.0"),
        ("dvd 1:02+05", "1:02+05 is no time of a copy"),
        ("dvd #5", "#5 is no time of a copy"),
        ("dvd 84+03", "84+03 is no time of a copy"),
        ("00:01:00:00", "of which copy (dvd, file)? write such as dvd 00:01:00:00"),
        ("#nan", "no film position"),
        ("nan", "no film position"),
        ("1:inf", "no film position"),
        ("\u0967:\u0967\u0967", "no film position"),
        ("#\u0967", "no film position"),
        ("#" + "9" * 200, "no film position"),
        ("9" * 200 + ":00", "no film position"),
        ("0:00." + "9" * 200, "no film position"),
    ],
)
def test_what_is_no_position_is_told_with_what_would_be(text, words):
    with pytest.raises(ValueError, match=r"\w") as error:
        parse_position(text, WHOLE)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("one", "text", "words"),
    [
        (steady(18), "R2", 'R2: write where the reels begin: reels = "R1 0+00 | R2 842+05'),
        (film("speed = 18", 'reels = "R1 0+00"'), "R1 end", "R1 end: nothing says where R1 ends"),
        (film("speed = 18", 'reels = "R1 0+00"'), "R1 motor", "nothing says where R1 ends"),
        (steady("200/11"), "00:01:00:00", "is the timecode of a copy, and none is known; write in"),
        (film('speed = "18, 1:00 20"'), "00:01:00:00", 'copy = "dvd 25 fps 10:00:00:00 = 0:00"'),
        (steady(24), "00:01:00;02", "write 00:01:00:02"),
        (steady("30000/1001"), "00:01:00;00", "this minute begins with 00:01:00;02"),
        (steady(18), "00:00:01:18", "timecode ends at 23:59:59:17"),
        (film("speed = 24", DROP), "01:01:00:02", "counts with ; before the frames"),
        (steady(18), "dvd 1:02", "dvd is no copy of this film"),
    ],
)
def test_what_hangs_on_the_film_is_told_with_what_would_help(one, text, words):
    with pytest.raises(ValueError, match=r"\w") as error:
        parse_position(text, one)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "12", ":12", "0:5", "0:005", "1:2:03", "-0:05", "0:05+", "0:05+-1", "#", "#-1"),
        *("#1.", "0:05 ", " 0:05", "0:05\n", "+5", "1:00:00:00+00", "84+", "84+03.", "R", "R2.5"),
    ],
)
def test_what_is_nearly_a_position_raises_one_kind_of_error(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_position(text, film("speed = 18", REELS))


@given(
    films,
    st.text(max_size=20)
    | st.from_regex(r"((R[1-4]|dvd|file|tape) )?#?[0-9]{1,3}[:+;.][0-9:+;.]{1,12}", fullmatch=True)
    | st.from_regex(r"R[1-4] (end-[0-9.]{1,5}|motor|changeover)", fullmatch=True),
)
def test_any_words_are_a_frame_or_a_value_error(one, text):
    try:
        frame = parse_position(text, one).frame
    except ValueError:
        frame = 0
    else:
        assert is_position(text, one)
    assert frame >= 0
