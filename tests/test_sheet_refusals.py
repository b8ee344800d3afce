"""What a sheet may not say: each mistake with its words, and the exact text under the caret."""

from __future__ import annotations

import pytest
from written import assert_refused, caret, cue, line, read_text, sheet_text, told

PLAY = "A 4 q=96 | V 2 vamp out 1 | // | B 2"
LATER = "not yet built"


def refusals(*cues, **lines):
    """What is said of a sheet: under each caret, in which words."""
    text = sheet_text(*(cues or (cue(**({"play": PLAY} | lines)),)))
    return [(caret(problem), problem.message) for problem in read_text(text)[1]]


# wrong line, what the caret points at, words of the message
PLAYS = [
    ("A 4 q=96 vmap", "vmap", "no word of play; did you mean vamp?"),
    ("A 4", "A 4", "no tempo holds here yet; write one, such as q=96"),
    ("A q=96", "A", "A has no bars: write A 16"),
    ("A four q=96", "four", "bars are a whole number: write A 16"),
    ('A "4" q=96', '"4"', "bars are a whole number"),
    ("A 0 q=96", "0", "1 to 9999 bars"),
    ("A 10000 q=96", "10000", "1 to 9999 bars"),
    ("a 4 q=96", "a", "begins with its name and its bars"),
    ("4 q=96", "4", "begins with its name and its bars"),
    ("A 4 q=fast", "q=fast", "no tempo; write q=132"),
    ("A 4 q=9", "q=9", "9 quarters a minute; 10 to 999"),
    ("A 4 q=1000", "q=1000", "1000 quarters a minute"),
    ("A 4 q=96>5", "q=96>5", "5 quarters a minute"),
    ("A 4 q=96>", "q=96>", "no tempo"),
    ("A 4 x=96", "x=96", "no word of play"),
    ("A 4 q=96 q=100", "q=100", "its tempo already"),
    ("A 4 q=96 3/4 4/4", "4/4", "its meter already"),
    ('A 4 q=96 "a" "b"', '"b"', "its character already"),
    ("A 4 q=96 5/3", "5/3", "no meter; write 3/4"),
    ("A 4 q=96 33/4", "33/4", "no meter"),
    ("A 4 q=96 0/4", "0/4", "no meter"),
    ("A 4 q=96 out 2", "out", "out belongs to a vamp"),
    ("A 4 q=96 vamp out", "A 4 q=96 vamp out", "out says at the end of which bars"),
    ("A 4 q=96 vamp out 5", "5", "bars 1 to 4 with beats 1 to 4"),
    ("A 4 q=96 vamp out 0", "0", "bars 1 to 4"),
    ("A 4 q=96 vamp out 2.5", "2.5", "beats 1 to 4"),
    ("A 4 q=96 vamp out 1 out 2", "out", "its out already"),
    ("A 4 q=96 8", "8", "8 is no word of play"),
    ("A 4 q=96 | A 2", "A", "two sections A; name one differently"),
    ("A 4 q=96 | // q=60", "q=60", "nothing follows // in an item"),
    ("A 4 q=96 | // B 2", "B", "nothing follows //"),
    ('A 4 q=96 "agitato', '"', "quote is not closed"),
]
PRESSES = [
    ("A 0:11 x", "A", "A does not wait"),
    ("X 0:11 x", "X", "no X in this cue's play"),
    ('"V" x', '"V"', "no V in this cue's play"),
    ("V x | V y", "V", "no other V"),
    ("// x | // y", "//", "no other //"),
    ("V 0:11+18 x", "0:11+18", "has frames +0 to +17 at 18 fps"),
]
POSITIONS = [
    ("0:56:12", "write 0:56:12+00 for 0 h 56 min 12 s, or 0:56+12 for 0 min 56 s and 12 frames"),
    ("1:60", "more than 59 seconds"),
    ("1:60:00+00", "more than 59 seconds or minutes"),
    ("1:02+18", "frames +0 to +17 at 18 fps"),
    ("0:5", "no film position"),
    ("-0:05", "no film position"),
    ("later", "no film position; write m:ss, m:ss+frames or #frame"),
    ('"0:05"', "stands without quotes"),
    ("00:56:12:04", f"timecode (00:56:12:04) is {LATER}"),
    ("00:56:12;04", f"timecode (00:56:12;04) is {LATER}"),
    ("84+03", f"footage (84+03) is {LATER}"),
    ("R2", f"a position in a reel (R2) is {LATER}"),
    ("1:02.5", f"a position in decimals (1:02.5) is {LATER}"),
]
PLACES = [
    ("C1", "no section C in this cue; it has: A, V, B"),
    ("A5", "section A has bars 1 to 4"),
    ("A0", "section A has bars 1 to 4"),
    ("A1.5", "a bar of A has beats 1 to 4"),
    ("A1.0", "a bar of A has beats 1 to 4"),
    ("A1-1b", "lies before the cue begins"),
    ("B1-1b", "lies before a vamp or // ends"),
    ("A2-2x", "no place in the music; write A1, B8.3, end or //"),
    ("//1", "no place in the music"),
    ("A3-1.5s", f"seconds before a place are {LATER}"),
    ("end-2b", f"beats before end are {LATER}"),
]
HITS = [
    ("0:01", "0:01", "a hit is: film position, music position"),
    ("!!", "!!", "a hit is: film position"),
    ("door slams", "door", "no film position"),
    ("0:01 door slams", "door", "no place in the music"),
    ('0:01 "A1" x', '"A1"', "stands without quotes"),
    ("0:01 A1 x !!!!", "!!!!", "the weight is ! to !!!, at the end"),
    ("0:01 A1 !! x", "!!", "the weight is ! to !!!, at the end"),
    ("0:01 ~", "~", f"~ (any strong beat) is {LATER}"),
    ("0:01 ~ x", "~", f"~ (any strong beat) is {LATER}"),
    ("0:01 A1 rope parts !! hand crack", "hand", f"struck by hand are {LATER}"),
    ("0:01 A1 rope parts hand crack !!", "hand", f"struck by hand are {LATER}"),
]
DYNAMICS = [
    ("strings", "strings", "strings has no point; write a mark"),
    ("p", "p", "begins with a group"),
    ("tacet", "tacet", "begins with a group"),
    ("strings mff", "mff", "no dynamics; did you mean mf?"),
    ('strings "mf"', '"mf"', "stand without quotes"),
    ("strings p f", "f", "f is no dynamics"),
    ("strings p, A2", "A2", "a point of dyn has a mark"),
    ("strings p, A2 <", "A2 <", "runs to the next mark, and none follows"),
    ("strings p, A2 <, A3 >, A4 f", "A2 <", "runs to the next mark, and none follows"),
    ("strings f <, A2 p", "f <", "< runs to a mark that is not louder"),
    ("strings p >, A2 p", "p >", "> runs to a mark that is not softer"),
    ("strings p <, A2 p", "p <", "< runs to a mark that is not louder"),
    ("strings p,A2 f,C1 p", "C1", "no section C"),
    ("strings p, A3 f, A2 p", "A2 p", "go forward"),
    ("strings p, A2 f, A2 p", "A2 p", "go forward"),
    ("strings p, C1 f", "C1", "no section C"),
    ("strings p | strings f", "strings", "stands here twice"),
]
FIRES = [
    ("A1 bell gull", "gull", "one name an item; begin the next one after a comma"),
    ('A1 "bell"', '"bell"', "fire is a place and a name"),
    ("A1 2bell", "2bell", "fire is a place and a name"),
    ("A1 -sea~", "-sea~", "one of them"),
    ("A1 sea~=1", "sea~=1", "one of them"),
    ("A1 hall=", "hall=", "set to a number, such as hall=0.4"),
    ("A1 hall=loud", "hall=loud", "set to a number"),
    ("A1 hall=1e3", "hall=1e3", "set to a number"),
    ("A1 hall=0,4", "4", "fire is a place and a name"),
]
LOOKS = [
    ("0:01 0:02", "0:01 0:02", "one position (expected) or three"),
    ("", "'", "one position (expected) or three"),
    ("0:03 0:02 0:04", "0:03 0:02 0:04", "look goes forward"),
    ("R2 84+03", "84+03", f"footage (84+03) is {LATER}"),
]
CHOICES = [
    ("enter", "ba", "ba", "no word of enter; did you mean bar?"),
    ("enter", "exit", "exit", f"enter = exit is {LATER}"),
    ("enter", "", "'", "known: now, beat, bar, exit"),
    ("leave", "rign", "rign", "did you mean ring?"),
    ("leave", "bar", "bar", f"leave = bar is {LATER}"),
    ("leave", "fade 1.5s", "fade 1.5s", f"leave = fade is {LATER}"),
    ("lead", "film", "film", f"lead = film is {LATER}"),
    ("lead", "hand", "hand", f"lead = hand is {LATER}"),
    ("lead", "me", "me", "no word of lead"),
]
MISTAKES = [
    *(("play", *mistake) for mistake in PLAYS),
    *(("press", *mistake) for mistake in PRESSES),
    *(("look", position, position, words) for position, words in POSITIONS),
    *(("hits", f"{position} A1 x", position, words) for position, words in POSITIONS),
    *(("hits", f"0:01 {place} x", place, words) for place, words in PLACES),
    *(("fire", f"{place} bell", place, words) for place, words in PLACES),
    *(("hits", *mistake) for mistake in HITS),
    *(("dyn", *mistake) for mistake in DYNAMICS),
    *(("fire", *mistake) for mistake in FIRES),
    *(("look", *mistake) for mistake in LOOKS),
    *CHOICES,
]


@pytest.mark.parametrize(("key", "value", "under", "words"), MISTAKES)
def test_a_mistake_is_told_where_it_stands(key, value, under, words):
    assert_refused(refusals(**{key: value}), under, words)


@pytest.mark.parametrize(
    ("play", "under"),
    [
        ("S 1 q=96 safety", "safety"),
        ("S 1 q=96 optional", "optional"),
        ("S 1 q=96 3x", "3x"),
        ("S 1 q=96 2-4x", "2-4x"),
        ("S 8 q=96 fermata 8.3 max 6s", "fermata"),
        ("S 8 q=96 click 12-2", "click"),
        ("S 8 q=96 pickup 1", "pickup"),
        ("S 8 q=96 7/8 2+2+3", "2+2+3"),
        ("X 2 q=96 or Y 6", "or"),
        ("A 1 q=96 | tacet 4", "tacet"),
        ("WHITE q=60", "WHITE"),
        ("BLUE 1-8", "BLUE"),
        ("BLUE", "BLUE"),
    ],
)
def test_what_is_right_and_not_yet_built_is_refused_and_said_to_be_so(play, under):
    found = refusals(play=play)
    assert_refused(found, under, LATER)
    assert {at for at, message in found if LATER not in message} <= {"Y"}


def test_a_numbers_of_what_is_not_yet_built_are_not_told_as_mistakes():
    assert [at for at, _ in refusals(play="S 8 q=96 fermata 8.3 max 6s")] == ["fermata", "max"]


@pytest.mark.parametrize("on", ["segue: x", "attacca: x", "title:", "action"])
def test_a_later_cue_must_say_what_starts_it_and_no_more(on):
    assert [at for at, _ in refusals(cue("1"), cue("2", on=on))] == [on]


def test_a_press_for_a_last_vamp_is_refused_where_the_next_cues_own_press_ends_it():
    first = cue("1", play="V 2 q=96 vamp", press="V 0:11 x")
    assert_refused(
        refusals(first, cue("2", on="title: x")), "'V 0:11 x'", "V ends with cue 2's own start"
    )
    assert refusals(first, cue("2", on="attacca")) == []


@pytest.mark.parametrize("on", ["segue", "attacca"])
def test_a_cue_that_waits_for_an_end_needs_music_before_it(on):
    first = '[cue.1]\non = "screening"\nfire = "bell"'
    assert_refused(refusals(first, cue("2", on=on)), f"'{on}'", "cue 1 has no play")


@pytest.mark.parametrize("on", ["segue", "attacca"])
def test_how_a_press_is_taken_is_refused_where_none_comes(on):
    found = refusals(cue("1"), cue("2", on=on, enter="bar"))
    assert_refused(found, "'bar'", f"a cue on {on} has none")


@pytest.mark.parametrize("key", ["press", "hits", "dyn", "fire"])
def test_a_place_in_a_cue_without_music_is_refused(key):
    value = {"press": "A x", "hits": "0:01 A1 x", "dyn": "me p, A2 f", "fire": "A1 bell"}[key]
    text = sheet_text(f"[cue.1]\non = 'screening'\n{line(key, value)}")
    assert "A" in {caret(problem)[0] for problem in read_text(text)[1]}


def test_two_silences_cannot_be_told_apart_by_a_place():
    found = refusals(play="A 1 q=96 | // | B 1 | // | C 1", fire="// bell")
    assert_refused(found, "//", "more than one //")


def test_every_mistake_of_a_sheet_is_told_at_once():
    found = refusals(
        cue("1", play="A 4 q=96 vmap", hits="0:01 C1 x", dyn="strings mff", enter="ba"),
        cue("2", on="titel: x", look="0:56:12", fire="A9 bell"),
    )
    assert [at for at, _ in found] == ["vmap", "C1", "mff", "ba", "titel", "0:56:12", "A9"]


OBEYED = {
    "play": 'A 4 3/4 q=96 "agitato" | V 2 q=96>80 vamp out 1 2.2 | // | B 2',
    "look": "0:01 0:02 0:03",
    "dyn": "strings p, A2 <, V1 f | winds tacet, B1 mf",
    "fire": "A2 bell, A2 sea~, B1 -sea, hall=0.4",
    "hits": "0:01 A1 door !! | 0:02 A2 rope",
    "press": "V 0:03 oar | // 0:04 turn",
    "on": "action: rope",
    "enter": "bar",
    "leave": "ring",
}
WORDS = [(key, number) for key, value in OBEYED.items() for number in range(len(value.split(" ")))]


@pytest.mark.parametrize(("key", "number"), WORDS)
def test_no_word_is_ignored(key, number):
    """Without any one of its words a cue is wrong, or another cue."""
    words = OBEYED[key].split(" ")
    less = " ".join(words[:number] + words[number + 1 :])
    before, problems = read_text(sheet_text(cue(**OBEYED)))
    assert not problems, told(problems)
    after, problems = read_text(sheet_text(cue(**OBEYED | {key: less})))
    assert problems or after != before or words[number] == "|"


@pytest.mark.parametrize("word", ["xyzzy", "XYZZY", "9.x", "=", "<>", "out", "//x"])
@pytest.mark.parametrize(("key", "number"), WORDS)
def test_no_word_too_many_is_swallowed(key, number, word):
    """Free text is the only place for what means nothing."""
    words = OBEYED[key].split(" ")
    more = " ".join([*words[: number + 1], word, *words[number + 1 :]])
    before = read_text(sheet_text(cue(**OBEYED)))[0]
    after, problems = read_text(sheet_text(cue(**OBEYED | {key: more})))
    assert problems or (key in ("hits", "press", "on") and after != before)
