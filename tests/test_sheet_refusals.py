"""What a sheet may not say: each mistake with its words, and the exact text under the caret."""

from __future__ import annotations

import pytest
from written import assert_refused, caret, cue, line, read_text, sheet_text, told

PLAY = "A 4 q=96 | V 2 vamp out 1 | // | B 2"


def refusals(*cues, **lines):
    """What is said of a sheet: under each caret, in which words."""
    text = sheet_text(*(cues or (cue(**({"play": PLAY} | lines)),)))
    return [(caret(problem), problem.message) for problem in read_text(text)[1]]


# wrong line, what the caret points at, words of the message
PLAYS = [
    ("A 4 q=96 vmap", "vmap", "no word of play; did you mean vamp?"),
    ("A 4", "A", "no tempo holds here yet; write one, such as q=96"),
    ("A q=96", "A", "A has no bars (write A 16), and is no theme; no theme is written"),
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
    ("A 4 q=96 vamp out", "out", "out says at the end of which bars"),
    ("A 4 q=96 vamp safety", "safety", "its form already"),
    ("A 4 q=96 3x 2x", "2x", "its form already"),
    ("A 4 q=96 4-2x", "4-2x", "repeated 1 to 99 times, as 3x or 2-4x"),
    ("A 4 q=96 0x", "0x", "repeated 1 to 99"),
    ("A 4 q=96 100x", "100x", "repeated 1 to 99"),
    ("A 4 q=96 fermata 5", "5", "the section has bars 1 to 4 with beats 1 to 4"),
    ("A 4 q=96 fermata 4.5", "4.5", "beats 1 to 4"),
    ("A 4 q=96 fermata max", "max", "write fermata 8.3 max 6s"),
    ("A 4 q=96 fermata max 6", "max", "in seconds: write fermata 8.3 max 6s"),
    ("A 4 q=96 fermata 2 fermata 2.4", "2.4", "this beat has its fermata already"),
    ("A 4 q=96 max 6s", "max", "max belongs to a fermata"),
    ("A 4 q=96 vamp fermata 2", "A", "played once"),
    ("A 4 q=96 3x fermata", "A", "played once"),
    ("A 4 q=96 pickup", "pickup", "write pickup 1"),
    ("A 4 q=96 pickup 4", "A", "a pick-up is shorter than a bar"),
    ("A 4 q=96 pickup 1 pickup 2", "pickup", "its pickup already"),
    ("A 4 q=96 count", "count", "write count 1"),
    ("A 4 q=96 count 33", "count", "write count 1"),
    ("A 4 click", "click", "write click 12-2"),
    ("A 4 click 12-8", "click", "write click 12-2"),
    ("A 4 click 0-0", "click", "write click 12-2"),
    ("A 4 click 999-0", "A 4 click 999-0", "quarters a minute; 10 to 999"),
    ("A 4 q=96 click 12-0", "click", "its tempo already"),
    ("A 4 7/8 2+2+2 q=96", "2+2+2", "does not fill a bar of 7/8"),
    ("A 4 7/8 0+2+5 q=96", "0+2+5", "does not fill a bar of 7/8"),
    ("A 4 q=96 time", "time", "write it after a ramp, as q=96>72"),
    ("A 4 q=96>72 time exp", "exp", "its law already"),
    ("A 4 q=96 +3", "+3", "belongs to a theme, and A is none"),
    ("A 4 q=96 1-8", "1-8", "belongs to a theme"),
    ("A 4 q=96 or", "A 4 q=96 or", "between two endings"),
    ("A 4 q=96 | X 2 or Y 2 vamp", "Y 2 vamp", "an ending is one section"),
    ("tacet", "tacet", "tacet has no bars"),
    ("tacet 4 vamp q=96", "tacet", "bars of silence, played once"),
    ("BLEU", "BLEU", "no theme is written"),
    ("A 4 q=96 vamp out 5", "5", "bars 1 to 4 with beats 1 to 4"),
    ("A 4 q=96 vamp out 2.0", "2.0", "bars 1 to 4 with beats 1 to 4"),
    ("A 4 q=96 | tacet 4 safety", "tacet", "bars of silence, played once"),
    ("A 4 q=96 | or X 2", "or X 2", "or stands between two endings"),
    ("A 4 q=96 | X 2 or or Y 2", "X 2 or or Y 2", "or stands between two endings"),
    ("A 4 q=96 vamp out 0", "0", "bars 1 to 4"),
    ("A 4 q=96 vamp out 2.5", "2.5", "beats 1 to 4"),
    ("A 4 q=96 vamp out 1 out 2", "out", "its out already"),
    ("A 4 q=96 8", "8", "8 is no word of play"),
    ("A 4 q=96 repeat", "repeat", "repeat is no word of play; write 2x, or 2-4x"),
    ("A 4 q=96 rit.", "rit.", "write q=96>80"),
    ("A 4 q=96 | A 2", "A", "two sections A; name one differently"),
    ("A 4 q=96 | // q=60", "q=60", "nothing follows // in an item"),
    ("A 4 q=96 | // B 2", "B", "nothing follows //"),
    ('A 4 q=96 "agitato', '"', "quote is not closed"),
]
PRESSES = [
    ("A 0:11 x", "A", "A does not wait"),
    ("X 0:11 x", "X", "no section X in this cue; it has: A, V, B"),
    ('"V" x', '"V"', "stands without quotes"),
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
    ("later", "no film position; write m:ss+frames, #frame, feet+frames"),
    ('"0:05"', "stands without quotes"),
    ("00:56:12;04", ""),
    ("84+16", "has frames +0 to +15"),
    ("R2", "write where the reels begin"),
]
PLACES = [
    ("C1", "no section C in this cue; it has: A, V, B"),
    ("A5", "section A has bars 1 to 4"),
    ("A0", "section A has bars 1 to 4"),
    ("A1.5", "a bar of A has beats 1 to 4"),
    ("A1.0", "a bar of A has beats 1 to 4"),
    ("A1-1b", "lies before the cue begins"),
    ("B1-1b", "lies before // ends, and nobody knows when"),
    ("A2-2x", "no place in the music; write A1, B8.3, end or //"),
    ("//2", "there is no //2 in this cue's play"),
    ("//x", "no place in the music"),
    ("A1-1.5s", "lies before the cue begins"),
    ("B1-1.5s", "lies before // ends, and nobody knows when"),
    ("//-9b", "lies before V ends"),
]
HITS = [
    ("0:01", "0:01", "a hit is: film position, music position"),
    ("!!", "!!", "a hit is: film position"),
    ("door slams", "door", "no film position"),
    ("0:01 door slams", "door", "no place in the music"),
    ('0:01 "A1" x', '"A1"', "stands without quotes"),
    ("0:01 A1 x !!!!", "!!!!", "the weight is ! to !!!, behind what is seen"),
    ("0:01 A1 !! x", "!!", "the weight is ! to !!!, behind what is seen"),
    ('0:01 A1 rope parts !! hand "crack"', '"crack"', "hand names the sound"),
]
DYNAMICS = [
    ("A1 mf, A3 <, B1 f", "A1", "begins with a group"),
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
    ("strings p tacet", "tacet", "tacet is no dynamics"),
    ("strings mf, A2 <, A3 p", "A2 <", "< runs to a mark that is not louder"),
]
FIRES = [
    ("A1", "A1", "fire is a place and a name"),
    ("end", "end", "fire is a place and a name"),
    ("A.taken bell", "A.taken", "only a vamp has an exit"),
    ("C.taken bell", "C.taken", "no section C"),
    ("V.took bell", "V.took", "fire is a place and a name"),
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
    ("R2 84+03", "R2", "write where the reels begin"),
]
CHOICES = [
    ("enter", "ba", "ba", "no word of enter; did you mean bar?"),
    ("enter", "", "'", "known: now, beat, bar, exit"),
    ("leave", "rign", "rign", "did you mean ring?"),
    ("leave", "fade", "fade", "write fade 1.5s"),
    ("leave", "fade 0s", "fade 0s", "up to 60 seconds"),
    ("leave", "fade 61s", "fade 61s", "up to 60 seconds"),
    ("hold", "//", "//", "hold names a section"),
    ("hold", "v", "v", "known: A, V, B"),
    ("bend", "60%", "60%", "50"),
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
    named = refusals(play="A 1 q=96 | // | B 1 | // | C 1", fire="//2 bell, //1-1b bell")
    assert named == []


def test_every_mistake_of_a_sheet_is_told_at_once():
    found = refusals(
        cue("1", play="A 4 q=96 vmap", hits="0:01 C1 x", dyn="strings mff", enter="ba"),
        cue("2", on="titel: x", look="0:56:12", fire="A9 bell"),
    )
    assert [at for at, _ in found] == ["vmap", "C1", "mff", "ba", "titel", "0:56:12", "A9"]


OBEYED = {
    "play": 'A 4 3/4 1+2 q=96 "agitato" pickup 1 | V 2 q=96>80 time vamp out 1 2.2 | // |'
    " B 2 fermata 1.2 max 3s | S 2 safety | T 2 2-3x | X 1 or Y 2 | tacet 2",
    "look": "0:01 0:02 0:03",
    "dyn": "strings p, A2 <, V1 f | winds tacet, B1 mf",
    "fire": "A2 bell, A2 sea~, B1 -sea, hall=0.4, V.decided lamp",
    "hits": "0:01 A1 door !! -20+30ms | 0:02 A2 rope hand crack",
    "press": "V 0:03 oar | // 0:04 turn",
    "on": "action: rope",
    "enter": "bar",
    "leave": "fade 2s",
    "hold": "B",
    "bend": "-2 +3 %",
    "miss": "-1 +2 ms",
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
