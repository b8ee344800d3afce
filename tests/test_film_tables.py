"""What [film] says: speeds, reels, copies, bend and miss, and every mistake where it stands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from films import REELS, film
from hypothesis import given
from hypothesis import strategies as st
from written import caret, document, line

from rig.score.film import Bend, Copy, Gauge, Miss, Reel
from rig.score.pace import Pace, Stretch
from rig.score.positions import parse_position, write_position
from rig.score.read_film import FILM_KEYS, read_film


def mistakes(*lines: str) -> list[tuple[str, str]]:
    """What is wrong with a [film] of these lines: under the caret, in words."""
    one = document("\n".join(["rig = 1", "[film]", *lines]))
    read_film(one)
    return [(caret(problem), problem.message) for problem in one.problems]


def test_what_is_not_said_is_as_the_trade_has_it():
    one = film("speed = 18")
    assert (one.gauge, one.reels, one.copies, one.history) == (Gauge("35mm", 16), (), (), ())
    assert (one.bend, one.miss, one.end) == (Bend(40_000, 40_000), Miss(60_000, 100_000), None)


def test_every_key_of_the_film_is_read():
    one = film(
        'title = "The Last Ferry"',
        'print = "the archive\'s of 2019"',
        'zero = "first frame of the main title"',
        'gauge = "16mm"',
        'reels = "R1 0+00"',
        'speed = "16"',
        'copy = "dvd 25 fps 0:00 = 0:00"',
        'bend = "2.5 %"',
        'miss = "-40 +80 ms"',
        'history = ["2019 from the print of 1995", "2020 a title less"]',
    )
    assert (one.title, one.print, one.zero[:5]) == (
        "The Last Ferry",
        "the archive's of 2019",
        "first",
    )
    assert (one.gauge.frames_per_foot, one.pace) == (40, Pace.steady(Fraction(16)))
    assert (one.bend, one.miss) == (Bend(25_000, 25_000), Miss(40_000, 80_000))
    assert one.history == ("2019 from the print of 1995", "2020 a title less")
    assert {field.removesuffix("s").replace("copie", "copy") for field in one.__slots__} == {
        key.removesuffix("s").replace("speed", "pace") for key in FILM_KEYS
    }


@pytest.mark.parametrize(
    ("written", "speed"),
    [
        ("8", 8),
        ("60", 60),
        ("18.5", Fraction(37, 2)),
        ("8.25", Fraction(33, 4)),
        ("18.0", 18),
        ('"20"', 20),
        ('"18.5"', Fraction(37, 2)),
        ('"200/11"', Fraction(200, 11)),
        ('"24000/1001"', Fraction(24000, 1001)),
        ('"15 min/1000ft"', Fraction(160, 9)),
        ('"14.5min/1000 ft"', Fraction(1600, 87)),
    ],
)
def test_a_speed_is_exact(written, speed):
    assert film(f"speed = {written}").pace == Pace.steady(Fraction(speed))


def test_a_list_of_speeds_begins_each_where_it_says():
    one = film(
        REELS, 'speed = "18, R2 15 min/1000ft, R2 412+08 22, 0:27:00+00 24, R3 motor 200/11"'
    )
    assert [(stretch.begin, stretch.speed) for stretch in one.pace.stretches] == [
        (0, 18),
        (842 * 16 + 5, Fraction(160, 9)),
        (842 * 16 + 5 + 400 * 16 + 8, 22),
        (parse_position("27:00", one).frame, 24),
        (2480 * 16 + 10 - 200, Fraction(200, 11)),
    ]
    assert parse_position("27:00", one).frame == one.pace.first_frame(27 * 60)


def test_a_list_of_speeds_may_stand_on_lines_of_its_own():
    one = film('speed = """', "18", "1:00 20", "84+03.5 22", '"""')
    assert [stretch.begin for stretch in one.pace.stretches] == [0, 1080, 84 * 16 + Fraction(7, 2)]


@given(
    st.lists(st.sampled_from(["16", "18.5", "200/11", "24000/1001", "15 min/1000ft"]), min_size=1),
    st.lists(st.integers(1, 5000), min_size=9, max_size=9),
)
def test_places_of_a_list_are_read_by_the_speeds_before_them(speeds, gaps):
    """Written in m:ss+ff by the pace so far, the list comes out as it was meant."""
    stretches = (Stretch(0, film(f'speed = "{speeds[0]}"').pace.speed_at(0)),)
    items = [speeds[0]]
    for speed, gap in zip(speeds[1:], gaps, strict=False):
        so_far = film(f'speed = "{", ".join(items)}"')
        begin = stretches[-1].begin + gap
        items.append(f"{write_position(begin, so_far)} {speed}")
        stretches += (Stretch(begin, film(f'speed = "{speed}"').pace.speed_at(0)),)
    assert film(f'speed = "{", ".join(items)}"').pace.stretches == stretches


def test_reels_have_their_own_counters_and_marks():
    assert film("speed = 18", REELS).reels == (
        Reel(1, 0, 13_477, 0, 198, 22),
        Reel(2, 13_477, 27_040, 192, 198, 22),
        Reel(3, 27_040, 39_690, 0, 200, 28),
    )
    one = film("speed = 18", 'reels = "R3 #10 from #5 marks 9 1 | R5 84+03"')
    assert one.reels == (Reel(3, 10, 1347, 5, 9, 1), Reel(5, 1347, None))


def test_a_copy_runs_in_the_film_s_own_time_or_by_its_landmarks():
    one = film(
        'speed = "18, 1:00 20"', 'copy = "a 25 fps 1:00=#180 | b 24 fps 0:12 = #30, 1:10 = 0:50"'
    )
    assert one.copies == (
        Copy("a", Fraction(25), drop=False, zero=Fraction(50), pace=one.pace),
        Copy("b", Fraction(24), drop=False, zero=Fraction(10), pace=Pace.steady(Fraction(15))),
    )
    tape = film("speed = 24", 'copy = "tape 30000/1001 fps 00:01:00;02 = 1:00"').copies[0]
    assert (tape.drop, tape.zero) == (True, 1800 / Fraction(30000, 1001) - 60)


@pytest.mark.parametrize(
    ("written", "bend"),
    [
        ("4%", Bend(40_000, 40_000)),
        ("0 %", Bend(0, 0)),
        ("50%", Bend(500_000, 500_000)),
        ("-3 +6 %", Bend(30_000, 60_000)),
        ("-2.5 +0.0001%", Bend(25_000, 1)),
    ],
)
def test_bend_is_what_the_tempo_may_give(written, bend):
    assert film("speed = 18", f'bend = "{written}"').bend == bend


SPEED = "a speed is 8 to 60 frames per second, such as 20, 18.5 or 200/11, or 15 min/1000ft"
REEL = "a reel is such as R2 842+05, R2 842+05 from 12+00 or R2 842+05 marks 198 22"
COPY = "a copy has a name, its frames per second, and what its clock reads at some place"
FORWARD = "landmarks go forward, in the copy and in the film"


@pytest.mark.parametrize(
    ("written", "under", "words"),
    [
        (line("gauge", "16 mm"), "16 mm", "16 mm is no gauge; did you mean 16mm?"),
        (line("gauge", ""), "'", "nothing is no gauge; known: 35mm, 16mm, 9.5mm, 8mm, Super 8"),
        ("gauge = 16", "16", "gauge is a text"),
        (line("reels", "two projectors"), "two projectors", REEL),
        (line("reels", "end 5+00"), "end 5+00", REEL),
        (line("reels", "R1 0:00"), "R1 0:00", REEL),
        (line("reels", "R1 0+00.5"), "R1 0+00.5", REEL),
        (line("reels", "R1 0+00 marks 198"), "R1 0+00 marks 198", REEL),
        (line("reels", "R1 0+16"), "R1 0+16", "a foot of 35mm has frames +0 to +15"),
        (line("reels", "R1 0+00 from 1+99"), "R1 0+00 from 1+99", "frames +0 to +15"),
        (line("reels", "R1 5+00 | R2 5+00"), "R2 5+00", "5+00 is not behind the begin of R1"),
        (line("reels", "R1 5+00 | end 5+00"), "end 5+00", "5+00 is not behind the begin of R1"),
        (
            line("reels", "R2 0+00 | R2 5+00"),
            "R2 5+00",
            "R2 cannot stand behind R2; reels go forward",
        ),
        (line("reels", "R1 0+00 | end 9+00 | R2 10+00"), "R2 10+00", "nothing stands behind it"),
        (line("reels", "R1 0+00 marks 22 198"), "R1 0+00 marks 22 198", "motor cue first"),
        (line("reels", "R1 0+00 marks 22 0"), None, "motor cue first: marks 198 22"),
        (line("reels", "|".join(f"R{n} {n}+0" for n in range(101))), None, "more than 100 items"),
        (line("copy", "dvd"), "dvd", COPY),
        (line("copy", "dvd 25 fps"), "dvd 25 fps", COPY),
        (line("copy", "dvd 25 fps ,"), "dvd 25 fps ,", COPY),
        (line("copy", "dvd 25 0:00 = 0:00"), None, COPY),
        (line("copy", "dvd 61 fps 0:00 = 0:00"), None, COPY),
        (line("copy", "R2 25 fps 0:00 = 0:00"), None, COPY),
        (line("copy", '"dvd 25 fps 0:00 = 0:00"'), None, COPY),
        (line("copy", "dvd 25 fps 10:00:00:00"), "10:00:00:00", "a copy's clock, and where in the"),
        (line("copy", "dvd 25 fps 0:00 = x"), "0:00 = x", "x is no film position"),
        (line("copy", "dvd 25 fps 0:00 ="), "0:00 =", "nothing is no film position"),
        (line("copy", "dvd 25 fps 0:00:00 = 0:00"), None, "0:00:00 is no time of a copy"),
        (line("copy", "dvd 25 fps #5 = #5"), "#5 = #5", "#5 is no time of a copy"),
        (line("copy", "dvd 29.97 fps 00:00:00:00 = 0:00"), None, "such as 24000/1001"),
        (line("copy", "a 25 fps 0:00=#0 | a 24 fps 0:00=#0"), "a", "a stands here twice"),
        (line("copy", "a 25 fps 0:00=#0, 1:00=#0"), "1:00=#0", FORWARD),
        (line("copy", "a 25 fps 1:00=#0, 0:59=#9"), "0:59=#9", FORWARD),
        (
            line("copy", "a 25 fps 0:00=#0, 1:00=#1200, 2:00=#1600"),
            "2:00=#1600",
            "show 6.67 frames",
        ),
        (line("copy", "a 25 fps 0:00=#0, 0:01=#61"), "0:01=#61", "8 to 60 are believed"),
        (
            line("copy", "a 30000/1001 fps 0:00=#0, 00:01:00;02=#1600, 00:02:00:00=#3200"),
            "0:00=#0",
            "write all of a copy with ; or with :",
        ),
        (
            line("copy", "a 25 fps " + ", ".join(f"{n}:00=#{1080 * n}" for n in range(101))),
            "100:00=#108000",
            "more than 100 landmarks",
        ),
        (line("bend", "50.5%"), "50.5%", "0 to 50 %: write"),
        (line("bend", "-3 +51 %"), None, "0 to 50 %"),
        (line("bend", "-4%"), None, "0 to 50 %"),
        (line("bend", "4"), None, "0 to 50 %"),
        (line("bend", "nan%"), None, "0 to 50 %"),
        (line("bend", "9" * 3000 + "%"), None, "0 to 50 %"),
        (line("miss", "100 ms"), "100 ms", 'write "-60 +100 ms"'),
        (line("miss", "-" + "9" * 3000 + " +1 ms"), None, "-60 +100 ms"),
        (line("history", "cut"), "'cut'", "history is a list of texts"),
        ("history = [5]", "[5]", "history is a list of texts"),
        ("title = 5", "5", "title is a text"),
        ("titel = 'x'", "'x'", "titel is not known here; did you mean title?"),
    ],
)
def test_a_mistake_in_the_film_is_told_where_it_stands(written, under, words):
    found = mistakes("speed = 18", written)
    assert [words in message for _, message in found] == [True], found
    assert under in (None, found[0][0])


@pytest.mark.parametrize(
    ("written", "under", "words"),
    [
        *(
            (f"speed = {number}", number, SPEED)
            for number in ("7", "61", "-18", "inf", "nan", "1e999999999", "1e-999999999", "true")
        ),
        ("speed = 1979-05-27", "1979-05-27", SPEED),
        ("speed = [18]", "[18]", SPEED),
        *(
            (line("speed", text), None, SPEED)
            for text in ("", "7", "61", "200/0", "2/11", "x", "-18", "nan", "1.2.3", "18 fps")
        ),
        (line("speed", "9" * 3000), None, "a word of more than 250 letters"),
        (line("speed", "0 min/1000ft"), "0 min/1000ft", SPEED),
        (line("speed", "40 min/1000ft"), "40 min/1000ft", SPEED),
        (line("speed", "\u0967\u0968"), None, SPEED),
        (line("speed", "18, x"), "x", f"{SPEED}; a list is such as 18, R2 20"),
        (line("speed", "18, R2 7"), "R2 7", SPEED),
        (line("speed", "1:00 18"), "1:00 18", "the first speed holds from 0:00"),
        (line("speed", "18, 20"), "20", "a later speed begins somewhere: write R2 20"),
        (line("speed", "18, 00:01:00:00 20"), None, "a later speed begins somewhere"),
        (line("speed", "18, R2 20"), "R2", "R2: write where the reels begin"),
        (line("speed", "18, dvd 1:00 20"), "dvd 1:00", "dvd is no copy of this film"),
        (line("speed", "18, 1:00+18 20"), "1:00+18", "has frames +0 to +17 at 18 fps"),
        (line("speed", "18, 1:00 20, 0:59+17 22"), "0:59+17 22", "speeds go forward in the film"),
        (line("speed", "18, 0:00 20"), "0:00 20", "speeds go forward in the film"),
        (
            line("speed", ",".join(f"{n}:00 18"[5 * (not n) :] for n in range(101))),
            None,
            "more than",
        ),
        (
            "title = 'x'",
            "film]",
            "the film has no speed; write it in frames per second: speed = 20",
        ),
    ],
)
def test_a_mistake_in_a_speed_is_told_where_it_stands(written, under, words):
    found = mistakes(written)
    assert any(words in message and under in (None, at) for at, message in found), found


def test_mistakes_of_several_lines_are_all_told():
    found = mistakes('speed = "7"', 'reels = "x"', 'copy = "y"', 'bend = "z"', 'miss = "w"')
    assert sorted(under for under, _ in found) == ["7", "w", "x", "y", "z"]


WORDS = [
    *("18", "20", "200/11", "15", "min/1000ft", "R1", "R2", "0+00", "842+05", "1:00", "0:00", "#0"),
    *("#9", "from", "marks", "end", "fps", "dvd", "a", "=", "00:01:00;02", "%", "-3", "+6", '"'),
]


@given(
    st.sampled_from(["speed", "reels", "copy", "bend", "miss", "gauge"]),
    st.lists(st.sampled_from([*WORDS, ",", "|", "\n", '"', "00:01:00;02", "%", "-3", "+6"])).map(
        " ".join
    )
    | st.text(max_size=60).filter(lambda text: "'" not in text and text.isprintable()),
)
def test_no_line_of_the_film_is_a_crash(key, text):
    mistakes(line(key, text), *["speed = 18"] * (key != "speed"))
