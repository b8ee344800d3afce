"""What the player sees of film, hits and tempo, and in which order it goes when room is short."""

from dataclasses import asdict
from json import dumps
from socket import SOCK_DGRAM, socketpair

import pytest
from displays import hit, text_of, view, views
from hypothesis import given
from hypothesis import strategies as st

from rig.stage.inbox import Inbox
from rig.stage.log import lines
from rig.stage.rows import rows
from rig.stage.screen import draw
from rig.stage.tty import COLOURED, COLOURLESS

BANDS = 18
QUESTION = "1 scale the tempi, 2 shorten the forms, 3 triggers only"


def small(columns=80, **changes):
    return text_of(rows(view(**changes), columns))


def styles(columns=80, **changes):
    """The style of each small row's text."""
    return [row[0].style for row in rows(view(**changes), columns)]


# Hits


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "HIT !!!   the door slams                   0:12  +2 late     slack -0.8 +1.2 s"),
        (
            {"weight": 1, "off_frames": -14.6, "until_s": 75, "early_s": 0.04, "late_s": 12.0},
            "HIT !     the door slams                   1:15  -15 early   slack -0.0 +12.0 s",
        ),
        (
            {"off_frames": 0.99, "until_s": -0.3, "early_s": -0.06},
            "HIT !!!   the door slams                  +0:00  on it       slack -0.0 +1.2 s",
        ),
        (
            {"off_frames": -1.0, "text": "the door of the lighthouse slams in the wind"},
            "HIT !!!   the door of the lighthouse s…    0:12  -1 early    slack -0.8 +1.2 s",
        ),
    ],
)
def test_a_hit_says_when_how_far_off_and_what_may_still_give(changes, expected):
    row = rows(view(hits=(hit(**changes),)), 80)[2]
    assert text_of([row])[0].rstrip() == expected
    assert [span.style for span in row] == ["plain"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"early_s": -0.4, "late_s": 3.0, "off_frames": 21.0}, "+21 late    0.4 s too late"),
        ({"early_s": 3.0, "late_s": -1.26, "off_frames": -30.0}, "-30 early   1.3 s too early"),
    ],
)
def test_a_hit_out_of_reach_is_an_alarm_across_the_row_by_its_word_too(changes, expected):
    row = rows(view(hits=(hit(lost=True, **changes),)), 80)[2]
    (text,) = text_of([row])
    assert text.startswith("MISS !!!  the door slams")
    assert text.rstrip().endswith(expected)
    assert len(text) == 80
    assert [span.style for span in row] == ["alarm"]
    assert "7" in COLOURLESS["alarm"].split(";"), "reversed, so that it stands out uncoloured"


@pytest.mark.parametrize(
    ("until_s", "text", "style"),
    [(4.01, "hand crack  rope parts", "plain"), (4.0, "hand CRACK  rope parts", "open")],
)
def test_a_hit_for_the_hand_calls_for_it_in_its_time(until_s, text, style):
    row = rows(view(hits=(hit(hand="crack", text="rope parts", until_s=until_s),)), 80)[2]
    assert text_of([row])[0][10:].startswith(f"{text} ")
    assert [span.style for span in row] == [style]


def _numbered(number):
    return hit(text=f"hit {number}")


def test_at_most_three_hits_are_shown_the_soonest_first():
    texts = small(hits=tuple(map(_numbered, range(4))))
    assert [text[10:15] for text in texts if text.startswith("HIT")] == ["hit 0", "hit 1", "hit 2"]


def test_the_numbers_of_hits_stand_under_each_other():
    numbers = (
        hit(until_s=754.0, off_frames=-123.0),
        hit(text="界" * 30, hand="crack"),
        hit(lost=True, early_s=-12.5, late_s=14.0),
    )
    texts = [row[0].text for row in rows(view(hits=numbers), 80)[2:5]]
    assert [len(text) + text.count("界") for text in texts] == [80, 80, 80]
    assert [text[-39:-33] for text in texts] == [" 12:34", "  0:12", "  0:12"]


def test_a_narrow_terminal_keeps_a_hit_s_text_and_loses_its_slack():
    (text,) = text_of(rows(view(hits=(hit(),)), 40)[2:3])
    assert text == "HIT !!!   the door sl…    0:12  +2 late…"


# Tempo and film


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"bpm": 101.3, "meant_bpm": 100.0}, "tempo 101.3 of 100, film leads"),
        ({"bpm": 99.96, "meant_bpm": 100.0}, "tempo 100.0, film leads"),
        ({"bpm": 96.0, "meant_bpm": 96.0, "lead": "hand"}, "tempo 96.0, yours"),
        (
            {"bpm": 96.0, "meant_bpm": 100.5, "lead": "hand", "tempo_by": "hand"},
            "tempo 96.0 of 100.5, yours",
        ),
        ({"bpm": 96.0, "meant_bpm": 100.0, "tempo_by": "frozen"}, "tempo 96.0 of 100, frozen"),
        ({"bpm": 96.0, "meant_bpm": 96.0, "lead": "sheet"}, "tempo 96.0, as written"),
        ({"bpm": 96.0, "meant_bpm": None, "lead": ""}, "tempo 96.0"),
    ],
)
def test_the_tempo_is_told_against_what_is_meant_and_with_who_has_it(changes, expected):
    assert small(character="", **changes)[0] == f"B   {expected}   bar 17  beat 3 of 4"


@pytest.mark.parametrize(
    ("more", "turn", "expected"),
    [
        (2, 1, "V  2 more, then out"),
        (0, 3, "V  last time, then out"),
        (None, 3, "V  pass 3"),
        (None, 0, "V"),
    ],
)
def test_what_goes_round_says_how_often_it_still_does(more, turn, expected):
    assert small(section="V", more=more, turn=turn)[0].split("   ")[0] == expected


@pytest.mark.parametrize(
    ("changes", "expected", "style"),
    [
        ({"film": "", "film_by": ""}, "film waits", "plain"),
        ({}, "film 0:41:07, landmarks", "plain"),
        ({"film_by": "mtc MOTU"}, "film 0:41:07, mtc MOTU", "plain"),
        (
            {"film_sure": "19.2 ± 0.1 fps, 5 marks", "film_stands": True},
            "film 0:41:07 stands, landmarks, 19.2 ± 0.1 fps, 5 marks",
            "notice",
        ),
    ],
)
def test_the_film_s_time_is_told_with_who_says_so_and_how_sure(changes, expected, style):
    assert (small(**changes)[1], styles(**changes)[1]) == (expected, style)


def test_a_film_that_stands_changes_the_letters_of_what_plays():
    rolls, stands = (
        {span.style for row in draw(view(film_stands=stands), (), 80, 24)[1:6] for span in row}
        for stands in (False, True)
    )
    assert (rolls, stands) == ({"plain", "dim"}, {"plain", "dim", "notice"})
    assert COLOURED["notice"]
    assert COLOURLESS["notice"]


# What comes first


FULL = {
    "hits": tuple(map(_numbered, range(3))),
    "devices": (("pedal", False),),
    "note": "listen to the water",
}


def test_the_question_stands_out_above_everything_small_until_it_is_answered():
    asked = rows(view(ask=QUESTION, **FULL), 80)
    assert asked[1:] == rows(view(**FULL), 80)
    assert text_of(asked)[0].rstrip() == f"ANSWER    {QUESTION}"
    assert [(span.style, len(span.text)) for span in asked[0]] == [("alarm", 80)]


def test_rows_go_from_the_last_one_up_and_the_bands_stay():
    """The music, the film, the hits; then what is absent, dynamics, the note."""
    full = text_of(draw(view(ask=QUESTION, **FULL), (), 80, 40))
    heads = [
        "ANSWER",
        "B   te",
        "film 0",
        "HIT !!",
        "HIT !!",
        "HIT !!",
        "ABSENT",
        "string",
        "NOTE ",
    ]
    assert [text[: len(head)] for text, head in zip(full[BANDS:], heads, strict=False)] == heads
    for count in range(40):
        assert text_of(draw(view(ask=QUESTION, **FULL), (), 80, count)) == full[:count]


@given(views, st.integers(1, 120), st.integers(BANDS, 47))
def test_nothing_small_ever_moves_the_bands(shown, columns, count):
    quiet = view(
        now=shown.now,
        next=shown.next,
        countdown_s=shown.countdown_s,
        window=shown.window,
        press=shown.press,
        bpm=shown.bpm,
        bar=shown.bar,
        beat=shown.beat,
        film_stands=shown.film_stands,
    )
    assert draw(shown, (), columns, count)[:BANDS] == draw(quiet, (), columns, count)[:BANDS]


@pytest.mark.parametrize(("count", "kept"), [(19, False), (20, True), (24, True)])
def test_the_newest_notice_is_kept_from_the_second_row_below_the_bands_on(count, kept):
    texts = text_of(draw(view(notices=("old", "GO refused"), **FULL), ("sent",), 80, count))
    assert (texts[-1] == "GO refused") is kept
    assert texts[BANDS].startswith("B   tempo")


def test_a_full_night_keeps_music_film_and_hits_on_80_by_24():
    texts = text_of(draw(view(notices=("GO refused",), **FULL), (), 80, 24))
    assert [text[:4] for text in texts[BANDS:]] == ["B   ", "film", "HIT ", "HIT ", "HIT ", "GO r"]


# The way to the display, and the display without a terminal


def test_hits_come_over_the_wire_as_they_were_sent():
    ours, theirs = socketpair(type=SOCK_DGRAM)
    with ours, theirs:
        theirs.settimeout(0)
        sent = view(hits=(hit(), hit(lost=True, hand="crack")))
        ours.send(dumps(asdict(sent)).encode())
        inbox = Inbox(theirs)
        assert inbox.drain()
        assert inbox.view == sent


def test_the_log_tells_once_what_went_out_of_reach():
    far = view(hits=(hit(text="a"), hit(text="b", lost=True, early_s=-0.4)))
    assert lines(view(hits=(hit(text="a"), hit(text="b"))), far) == (
        "out of reach: b, 0.4 s too late",
    )
    later = view(hits=(hit(text="a", off_frames=9.0), hit(text="b", lost=True, early_s=-0.7)))
    assert lines(far, later) == ()


def test_the_log_tells_who_has_the_tempo_and_not_how_it_bends():
    bent = view(bpm=93.1, more=2, countdown_s=3.0, film="0:41:09")
    assert lines(view(), bent) == ()
    taken = view(lead="hand", tempo_by="hand")
    assert lines(bent, taken) == ("tempo: yours",)
    assert lines(taken, view(lead="film", tempo_by="frozen")) == ("tempo: frozen",)


def test_the_log_tells_what_each_landmark_taught():
    sure = view(film_sure="24, not 20, sure")
    assert lines(view(), sure) == ("film 0:41:07, landmarks, 24, not 20, sure",)
    assert lines(sure, view(film_sure="24, not 20, sure", film="0:41:09")) == ()
    assert lines(sure, view(film_by="mtc MOTU")) == ()
