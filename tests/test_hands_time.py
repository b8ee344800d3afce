"""What hands say about time: verbs, who leads, nudges, tempi and cues to go to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from handlines import hands_of, patched, plain
from hypothesis import given
from hypothesis import strategies as st
from test_hands_files import one_control
from written import assert_refused, demo, document, words_told

from rig.hands.binding import Ride, Trims
from rig.hands.commands import KEYS, Act, GoTo, Leads, Nudge, Strike, Tempo, Verb
from rig.score.measure import TICKS_PER_BEAT
from rig.score.sheet import Lead

FILM, SHEET, HAND = Lead.FILM, Lead.SHEET, Lead.HAND

RIGHT = [
    *((verb.value, Act(verb)) for verb in Verb if verb is not Verb.PANIC),
    ("lead hand/film", Leads((HAND, FILM))),
    ("lead film/sheet/hand", Leads((FILM, SHEET, HAND))),
    ("lead sheet", Leads((SHEET,))),
    ("nudge +2 %", Nudge(20_000)),
    ("nudge -0.5 %", Nudge(-5_000)),
    ("nudge 20 %", Nudge(200_000)),
    ("nudge -20.0000 %", Nudge(-200_000)),
    ("nudge 0.0001 %", Nudge(1)),
    ("tempo q=96", Tempo(Fraction(96))),
    ("tempo h=60.5", Tempo(Fraction(121))),
    ("tempo e.=80", Tempo(Fraction(60))),
    ("tempo q=96 over 4 beats", Tempo(Fraction(96), over_ticks=4 * TICKS_PER_BEAT)),
    ("tempo q.=60 over 4 beats", Tempo(Fraction(90), over_ticks=6 * TICKS_PER_BEAT)),
    ("tempo e=120 over 1 beat", Tempo(Fraction(60), over_ticks=TICKS_PER_BEAT // 2)),
    ("tempo q=96 over 99 beats", Tempo(Fraction(96), over_ticks=99 * TICKS_PER_BEAT)),
    ("tempo q.=60 over 3s", Tempo(Fraction(90), over_us=3_000_000)),
    ("tempo q=96 over 0.000001s", Tempo(Fraction(96), over_us=1)),
    ("tempo q=96 over 99s", Tempo(Fraction(96), over_us=99_000_000)),
    ("tempo q=10", Tempo(Fraction(10))),
    ("tempo q=999", Tempo(Fraction(999))),
    ("go to 3A", GoTo("3A")),
    ("go to 1", GoTo("1")),
]


@pytest.mark.parametrize(("words", "command"), RIGHT)
def test_what_a_control_says_about_time(words, command):
    (found,) = one_control(words).bindings
    assert found.command == command


NUDGED = "a nudge is at most 20 %"
TEMPI = "a tempo is such as tempo q=96"
OVER = "over 1 to 99 beats, or up to 99s"
LED = "write lead hand/film"

WRONG = [
    ("lead", "lead", LED),
    ("lead hand/flim", "lead hand/flim", LED),
    ("lead hand film", "lead hand film", LED),
    ("lead hand/", "lead hand/", LED),
    ("lead hand/film/hand", "hand/film/hand", "each leads once in a round"),
    ("lead film/film/film/film", None, "each leads once in a round"),
    ("nudge", "nudge", NUDGED),
    ("nudge +2", "nudge +2", NUDGED),
    ("nudge +20.0001 %", "nudge +20.0001 %", NUDGED),
    ("nudge -21 %", "nudge -21 %", NUDGED),
    (f"nudge {'9' * 400} %", None, NUDGED),
    ("nudge 0 %", "nudge 0 %", "a nudge of 0 % does nothing"),
    ("nudge -0.0 %", "nudge -0.0 %", "a nudge of 0 % does nothing"),
    ("tempo", "tempo", TEMPI),
    ("tempo 96", "tempo 96", TEMPI),
    ("tempo x=96", "tempo x=96", TEMPI),
    ("tempo q=96>80", "tempo q=96>80", TEMPI),
    ("tempo q=96 over 4", "tempo q=96 over 4", TEMPI),
    ("tempo q=96 over 4 bars", "tempo q=96 over 4 bars", TEMPI),
    (f"tempo q={'9' * 400}", None, TEMPI),
    ("tempo q=9", "q=9", "q=9 is 9 quarters a minute; 10 to 999"),
    ("tempo h=500", "h=500", "h=500 is 1000 quarters a minute; 10 to 999"),
    ("tempo q=0", "q=0", "q=0 is 0 quarters a minute; 10 to 999"),
    ("tempo q=96 over 0 beats", "0 beats", OVER),
    ("tempo q=96 over 100 beats", "100 beats", OVER),
    ("tempo q=96 over 0.0s", "0.0s", OVER),
    ("tempo q=96 over 99.1s", "99.1s", OVER),
    ("go to", "go to", "go to names a cue: write go to 3"),
    ("go to 9", "9", "there is no cue 9"),
    ("go to 3a", "3a", "there is no cue 3a"),
    ("go tp 3", "tp 3", "nothing follows go"),
    ("count", "count", "did you mean count in?"),
    ("count in 4", "4", "nothing follows count in"),
    ("scale", "scale", "did you mean scale tempi?"),
    ("shorten form", "shorten", "did you mean shorten forms?"),
    ("triggers", "triggers", "did you mean triggers only?"),
    ("undo it", "it", "nothing follows undo"),
    ("fermatta", "fermatta", "did you mean fermata?"),
]


@pytest.mark.parametrize(("words", "under", "message"), WRONG)
def test_what_is_said_wrong_about_time_is_told_where(words, under, message):
    text = demo("hands", ('rew = "back"', f"rew = '{words}'"))
    assert_refused(words_told(hands=text), under, message)


def test_the_nearest_cue_is_meant():
    found = words_told(hands=demo("hands", ('rew = "back"', 'rew = "go to 11"')))
    assert_refused(found, "11", "there is no cue 11; did you mean 1?")


def test_all_that_is_wrong_with_a_tempo_is_told_at_once():
    found = words_told(hands=demo("hands", ('rew = "back"', 'rew = "tempo q=9 over 0s"')))
    assert [under for under, _ in found] == ["q=9", "0s"]


def test_no_cue_is_missed_in_a_sheet_that_cannot_be_read():
    texts = {"hands": demo("hands", ('rew = "back"', 'rew = "go to 99"')), "sheet": "rig = 1\n["}
    assert not any("no cue 99" in message for _, message in words_told(**texts))
    texts["sheet"] = demo("sheet")
    assert_refused(words_told(**texts), "99", "there is no cue 99")
    texts["sheet"] = "rig = 1\n[film]\nspeed = 18\n"
    assert_refused(words_told(**texts), "99", "there is no cue 99")


def bound(words: str, groups: tuple[str, ...], sounds: tuple[str, ...]):
    known = patched(groups, sounds, cues=())
    return one_control(words, known=known).bindings[0].command


def test_groups_and_sounds_may_be_called_as_what_takes_more_words():
    trim = bound("lead trim -6..+6 dB", ("lead",), ())
    assert isinstance(trim, Ride)
    assert (trim.target, trim.low, trim.high) == (Trims(("lead",)), -6.0, 6.0)
    assert bound("lead hand/film", ("lead",), ("lead hand",)) == Leads((HAND, FILM))
    assert bound("half moon", (), ("half moon",)) == Strike("half moon")
    assert bound("tempo", (), ("tempo",)) == Strike("tempo")
    assert bound("half", (), ("half",)) == Act(Verb.HALF)


def test_a_switch_says_about_time_what_a_button_says():
    hands = demo("hands", ('left = "go"', 'left = "go"\nheel = "fermata"'))
    assert_refused(words_told(hands=hands), None, "no control heel")
    for words in ("fermata", "tap", "lead hand/film", "nudge +1 %", "tempo q=96 over 3s"):
        assert words_told(hands=demo("hands", ('left = "go"', f'left = "{words}"'))) == []


def test_the_computer_has_a_key_for_whatever_needs_no_release():
    assert Act(Verb.FERMATA) not in KEYS.values()
    assert KEYS["t"] == Act(Verb.TAP)
    assert KEYS["l"] == Leads((HAND, FILM))
    assert (KEYS["+"], KEYS["-"]) == (Nudge(10_000), Nudge(-10_000))
    assert [KEYS[key] for key in "1230"] == [
        Act(verb) for verb in (Verb.SCALE, Verb.FORMS, Verb.TRIGGERS, Verb.HOME)
    ]
    assert [KEYS[key] for key in ("u", "backspace", "s", "h", "f")] == [
        Act(verb) for verb in (Verb.UNDO, Verb.UNDO, Verb.SEEN, Verb.HOLD, Verb.FREEZE)
    ]


@given(
    st.sampled_from(["tempo ", "tempo q=", "tempo q=96 over ", "nudge ", "lead ", "go to "]),
    st.text(st.characters(exclude_characters="'", exclude_categories=("C", "Z")) | st.just(" ")),
)
def test_whatever_follows_a_word_about_time_is_either_taken_or_told(word, rest):
    one = document(f"rig = 1\n[nano]\nknob = '{word}{rest}'\n")
    hands = hands_of(one, plain("knob"), patched((), (), ("1",)))
    assert bool(hands.bindings) != bool(one.problems)
