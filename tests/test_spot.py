"""``rig spot`` as it is typed: what it tells, and what it refuses."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from spotted import SHEET, spot_command
from written import cue, sheet_text

from rig.desk.asked import Beat, asked_for
from rig.desk.hints import WORDS, hint
from rig.score.form import Meter


@pytest.fixture
def rig(monkeypatch, capsys, tmp_path):
    return spot_command(monkeypatch, capsys, tmp_path)


def test_it_tells_the_best_tempi_and_why(rig):
    code, said, wrong, text = rig(SHEET, "--cue", "2", "--offset", "-1..1", "--top", "3")
    assert (code, wrong, text) == (0, "", SHEET)
    assert said.startswith("cue 2: 3 hits, in all of weight 6; expected at 1:56, over by 2:36\n")
    assert "tried: 3/4 at 60 to 160 felt beats a minute by 0.25, from 41 starts\n" in said
    table, hits, words = said.split("\n\n")[1:]
    assert table.split()[:4] == ["tempo", "meter", "begun", "at"]
    assert len(table.splitlines()) == 4
    seen = ("2:06 door slams", "2:16 rope parts", "2:23+10 gone")
    assert all(one in line for one, line in zip(seen, hits.splitlines()[1:], strict=True))
    assert "would come by chance at that tempo." in words
    assert "The next, " in words
    assert "It is " in words


def test_a_place_that_is_given_must_be_met(rig):
    """A1.3 is 4 s after the begin at q=30, and at no other tempo."""
    text = sheet_text(
        cue(),
        cue("2", on="segue", look="0:10", play="A 8 4/4 q=60", hits="0:14 A1.3 a | 0:18 A2 b"),
        speed="20",
    )
    _, said, _, _ = rig(text, "--cue", "2", "--tempo", "20..120")
    assert said.split("\n\n")[1].splitlines()[1].split()[0] == "q=30"
    assert "meets 2 of 2 hits" in said


def test_a_hit_on_an_attaccas_first_beat_is_the_end_of_the_cue_before(rig):
    text = sheet_text(
        cue(play="A 8 4/4 q=100"),
        cue("2", on="attacca", play="A 4 q=100", hits="0:17 A1 lantern falls !!!"),
        speed="20",
    )
    _, said, wrong, new = rig(text, "--cue", "1", "--offset", "0", "--write")
    assert wrong == ""
    assert "end" in said.split("\n\n")[2]
    # 32 beats in 17 s are 112.94 a minute.
    assert 'play = "A 8 4/4 q=113"' in new


def test_hits_behind_what_waits_are_left_out_and_told(rig):
    text = sheet_text(
        cue(
            play="A 4 4/4 q=100 | V 2 vamp | B 4",
            hits="0:05 ~ one | 0:08 A4 two | 0:09 V1 three | 0:15 B1 four",
        )
    )
    _, said, _, _ = rig(text, "--cue", "1")
    assert 'left out, behind what waits or changes its tempo: "four"\n' in said
    assert said.startswith("cue 1: 3 hits")


def test_of_two_starts_as_good_the_nearer_is_told(rig):
    """Bars of 2 s: begun 0.4 s late the hit is on a bar line, and so it is 1.6 s early."""
    text = sheet_text(
        cue(), cue("2", on="action: x", look="0:10", play="A 40", hits="0:22+08 ~ x"), speed="20"
    )
    _, said, _, _ = rig(text, "--cue", "2", "--tempo", "120", "--meter", "4/4")
    assert "It is begun at 0:10+08, 8 frames late" in said


@pytest.mark.parametrize("frame", range(200, 218))
def test_a_cue_is_expected_on_the_very_frame_it_is_looked_for(rig, frame):
    second = cue("2", on="action: x", look=f"#{frame}", play="A 4 q=60", hits="0:16 ~ y")
    _, said, _, _ = rig(sheet_text(cue(), second), "--cue", "2", "--tempo", "60")
    assert f"expected at 0:{frame // 18}" + f"+{frame % 18:02}" * bool(frame % 18) in said


REFUSED = (
    (SHEET, ("--cue", "9"), "there is no cue 9; known: 1, 2, 3"),
    (SHEET, ("--cue", "1"), "cue 1 has no hit that a tempo could meet; write some first"),
    (
        sheet_text(cue(play="V 4 vamp q=60 | B 8", hits="0:09 B1 x")),
        ("--cue", "1"),
        "cue 1 begins with V, which waits or changes its tempo",
    ),
    (
        sheet_text(cue(play="A 4 q=60>80 | B 8", hits="0:09 B1 x")),
        ("--cue", "1"),
        "cue 1 begins with A, which waits or changes its tempo",
    ),
    (
        sheet_text(cue(play="A 4 q=60 | // | B 8", hits="0:39 B1 x")),
        ("--cue", "1"),
        "no hit that a tempo could meet; all lie behind what waits",
    ),
    (
        sheet_text(cue(play="A 4 q=60", hits="0:15 cutoff dark")),
        ("--cue", "1"),
        "no hit that a tempo could meet; the end of the sound falls on no beat",
    ),
    (
        sheet_text(cue(play="A 4 4/4 q=60 | B 8", hits="0:09 A2.4 x")),
        ("--cue", "1", "--meter", "3/4"),
        "x stands on a beat that 3/4 has not",
    ),
    (
        sheet_text(cue(play="A 4 4/4 q=60 | B 8", hits="0:09 A2.4 x")),
        ("--cue", "1", "--bars", "8"),
        "cue 1 has its bars written in its sections: leave --bars out",
    ),
    (SHEET, ("--cue", "2", "--tempo", "3"), "3 to 3 in 3/4 is not all within 10 to 999"),
    (
        SHEET,
        ("--cue", "2", "--tempo", "10..900", "--step", "0.001", "--offset", "-2..2"),
        "890001 tempi and 81 starts are too many to try; take a larger --step",
    ),
    (
        SHEET,
        ("--cue", "2", "--bars", "200..300"),
        "at none of these tempi hits are met and so many bars reach its end",
    ),
    (SHEET.replace("~  gone", "Z9 gone"), ("--cue", "2"), "sheet.toml:16"),
    (SHEET.replace("~  gone", "~  !gone! !"), ("--cue", "2", "--tempo", "400..401"), None),
)


@pytest.mark.parametrize(("text", "words", "told"), REFUSED)
def test_what_cannot_be_searched_is_refused_in_words(rig, text, words, told):
    code, said, wrong, after = rig(text, *words, "--write")
    if told is None:
        assert (code, wrong) == (0, "")
        return
    assert (code, said, after) == (1, "", text)
    assert told in wrong


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--tempo", "nan"), "nan is no range such as 60..160"),
        (("--tempo", "160..60"), "160..60 goes backward; write 60..160"),
        (("--tempo", "-60..160"), "-60..160: tempi lie above 0 and up to 999"),
        (("--tempo", "0..160"), "0..160: tempi lie above 0"),
        (("--tempo", "60..1e9"), "60..1e9 is no range"),
        (("--tempo", "60..1000"), "tempi lie above 0 and up to 999"),
        (("--tempo", "inf"), "inf is no range"),
        (("--step", "0"), "0: a step is one number, 0.001 or more"),
        (("--step", "1..2"), "1..2: a step is one number"),
        (("--step", "-0.25"), "-0.25: a step is one number"),
        (("--step", "fine"), "fine is no number such as 0.25"),
        (("--top", "all"), "all is no number such as 5"),
        (("--offset", "-61..0"), "-61..0: up to 60 seconds either way"),
        (("--offset", "2..-2"), "2..-2 goes backward; write -2..2"),
        (("--bars", "0..8"), "0..8: bars are whole numbers from 1 to 9999"),
        (("--bars", "1.5"), "1.5: bars are whole numbers"),
        (("--bars", "8..10000"), "bars are whole numbers from 1 to 9999"),
        (("--top", "0"), "0: 1 to 50 are told"),
        (("--meter", "5/3"), '5/3 is no meter; write 3/4, 6/8 or "7/8 2+2+3"'),
        (("--meter", "7/8 2+2"), "7/8 2+2 is no meter"),
        (("--meter", "0/4"), "0/4 is no meter"),
        (("--meter", ""), " is no meter"),
        (("--on", "offbeat"), "invalid choice: 'offbeat'"),
    ],
)
def test_absurd_words_are_wrong_usage(rig, words, told):
    code, said, wrong, after = rig(SHEET, "--cue", "2", *words, "--write")
    assert (code, said, after) == (2, "", SHEET)
    assert told in wrong


def test_what_is_typed_is_understood():
    asked = asked_for("60..132.5", "0.1", "-2..2", "3/4, 7/8 2+2+3,3/4", "8", "bar", "3")
    assert asked.tempo == (60, Fraction(265, 2))
    assert (asked.step, asked.begin_s, asked.bars) == (Fraction(1, 10), (-2, 2), (8, 8))
    assert asked.meters == (Meter(3, 4), Meter(7, 8, (2, 2, 3)))
    assert (asked.weakest, asked.top) == (Beat.BAR, 3)


def test_without_numpy_it_says_what_to_install(rig, monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.delitem(sys.modules, "rig.desk.spot", raising=False)
    code, said, wrong, _ = rig(SHEET, "--cue", "2")
    assert (code, said) == (1, "")
    assert wrong == "rig spot needs numpy: pip install 'silent-rig[desk]'\n"


# Hints


def test_a_word_is_a_hint_and_no_tempo(rig):
    _, said, _, text = rig(
        SHEET.replace("[cue.3]", 'note = "Andante, softly"\n[cue.3]'), "--cue", "2"
    )
    assert "andante is taken as a hint: 72 to 108 felt beats a minute\n" in said
    assert "tried: 3/4 at 72 to 108 felt beats" in said
    assert "q=" not in text.split("[cue.2]")[1].split("[cue.3]")[0]


def test_a_tempo_that_is_written_is_meant_whatever_the_words_say(rig):
    text = SHEET.replace("hits  =", "play  = 'A 40 q=150 \"Andante\"'\nhits  =")
    _, said, _, _ = rig(text, "--cue", "2")
    assert "hint" not in said
    assert "at 60 to 160 felt beats" in said


def test_words_hint_whole_and_in_any_case():
    assert hint("Molto Allegro, poi lento") == ("allegro", WORDS["allegro"])
    assert hint("the marchioness") is None
    assert all(10 <= low < high <= 240 for low, high in WORDS.values())
