"""The lines that hang on a cue's form: presses, hits, dynamics, sounds, and their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import cue, good_cue, good_sheet, read_text, sheet_text

from rig.score.film import Miss
from rig.score.form import Spot
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.sheet import MARKS, Act, Fire, Hit, Look, Moment, Press, level_of, mark_of

# Presses


def test_a_press_says_when_it_is_expected_and_what_is_seen():
    one = good_cue(
        play="V 2 q=96 vamp | A 1 | // | B 1 | W 1 vamp",
        press='// 0:27 "0:30" she turns\nV the card leaves',
    )
    assert one.presses == (
        Press(0, None, None, "the card leaves"),
        Press(2, None, Look(None, 27 * 18, None), "0:30 she turns"),
        Press(4, None, None, ""),
    )


def test_a_quoted_word_behind_a_reel_is_no_place_in_it():
    text = sheet_text(cue(play="V 2 q=96 vamp | A 1", press='V R2 "1+00" she turns'))
    sheet, problems = read_text(text.replace("speed", "reels = 'R1 0+00 | R2 10+00'\nspeed"))
    assert not problems
    assert sheet.cues[0].presses[0] == Press(0, None, Look(None, 160, None), "1+00 she turns")


def test_each_silence_has_its_own_press_in_the_order_of_the_music():
    for written in ("// one | // two", "//2 two | //1 one"):
        one = good_cue(play="A 1 q=96 | // | B 1 | // | C 1", press=written)
        assert [(press.passage, press.text) for press in one.presses] == [(1, "one"), (3, "two")]


# Hits

FORM = "A 4 3/4 q=96 | B 2 6/8"


MISS = Miss()


def hit(frame, spot, text, weight, **more):
    return Hit(frame, spot, text, weight, **{"miss": MISS} | more)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0:10 A1 door slams !!!", hit(180, Spot(0, 0), "door slams", 3)),
        ("0:10+05 B2.6 x !!", hit(185, Spot(1, 3 * BEAT + 5 * BEAT // 2), "x", 2)),
        ("#7 A4.3", hit(7, Spot(0, 11 * BEAT), "", 1)),
        ("0:10 end last frame !", hit(180, Spot(1, 6 * BEAT), "last frame", 1)),
        ("0:10 cutoff-1b x", hit(180, Spot(1, 11 * BEAT // 2), "x", 1)),
        ("0:10 cutoff last", hit(180, Spot(1, 6 * BEAT), "last", 1, cutoff=True)),
        ('0:10 A1 "all hands | on deck!" !!', hit(180, Spot(0, 0), "all hands | on deck!", 2)),
        ('0:10 A1 he shouts "!!!"', hit(180, Spot(0, 0), "he shouts !!!", 1)),
        ("0:10 A1 a raised hand", hit(180, Spot(0, 0), "a raised hand", 1)),
        ('0:10 A1 a "hand" raised', hit(180, Spot(0, 0), "a hand raised", 1)),
        ("0:10 A1 Help! !", hit(180, Spot(0, 0), "Help!", 1)),
        ("0:10 ~ !!", hit(180, None, "", 2)),
        ("0:10 ~ any strong beat", hit(180, None, "any strong beat", 1)),
        ("0:10 A1 rope hand crack !!", hit(180, Spot(0, 0), "rope", 2, hand="crack")),
        ("0:10 A1 x -4+6ms !!", hit(180, Spot(0, 0), "x", 2, miss=Miss(4000, 6000))),
        ("0:10 A1 rope parts !! hand crack", hit(180, Spot(0, 0), "rope parts", 2, hand="crack")),
        ("0:10 A1 x !! -40+60ms", hit(180, Spot(0, 0), "x", 2, miss=Miss(40_000, 60_000))),
        (
            "0:10 A1 x -40+60ms hand crack",
            hit(180, Spot(0, 0), "x", 1, miss=Miss(40_000, 60_000), hand="crack"),
        ),
    ],
)
def test_a_hit_joins_a_frame_and_a_beat(written, expected):
    assert good_cue(play=FORM, hits=written).hits == (expected,)


def test_hits_that_wait_for_their_beat_need_no_music_yet():
    text = sheet_text("[cue.1]\non = 'screening'\nhits = '0:10 ~ x !!'")
    sheet, problems = read_text(text)
    assert problems == ()
    assert sheet.cues[0].hits == (hit(180, None, "x", 2),)


def test_a_hit_on_an_attaccas_first_beat_belongs_to_the_cue_before():
    sheet = good_sheet(
        cue("1", play=FORM, hits="0:01 A1 own"),
        cue("2", on="attacca", play="A 4", hits="0:30 A1 the first | 0:33 A2 the second"),
        cue("3", on="segue", play="A 4", hits="0:40 A1 its own"),
    )
    told = [[(one.text, one.spot) for one in sheet.hits_of(number)] for number in range(3)]
    assert told == [
        [("own", Spot(0, 0)), ("the first", Spot(1, 6 * BEAT))],
        [("the second", Spot(0, 3 * BEAT))],
        [("its own", Spot(0, 0))],
    ]


def test_hits_stand_one_below_the_other_or_between_bars():
    hits = "\n 0:01 A1 one\n 0:02 A2 two | 0:03 A3 three\n"
    assert [one.text for one in good_cue(play=FORM, hits=hits).hits] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("written", "spot"),
    [
        ("A1", Spot(0, 0)),
        ("A2.2", Spot(0, 4 * BEAT)),
        ("B1", Spot(1, 0)),
        ("B1-2b", Spot(0, 11 * BEAT)),
        ("B1-0.5b", Spot(0, 47 * BEAT // 4)),
        ("B2.1-30b", Spot(0, 0)),
        ("B2-1b", Spot(1, 5 * BEAT // 2)),
        ("//", Spot(2, 0)),
        ("C1", Spot(3, 0)),
        ("end", Spot(3, BEAT)),
        ("end-0.5b", Spot(3, BEAT // 2)),
        ("//-1b", Spot(1, 11 * BEAT // 2)),
        ("A3-1.25s", Spot(0, 4 * BEAT)),
        ("B1-1.25s", Spot(0, 10 * BEAT)),
        ("B1-6.25s", Spot(0, 2 * BEAT)),
    ],
)
def test_a_place_in_the_music(written, spot):
    one = good_cue(play=FORM + " | // | C 1 1/4", fire=f"{written} bell")
    assert one.fires[0].spot == spot


# Dynamics


def points(dyn, play=FORM):
    ((_, found),) = good_cue(play=play, dyn=f"strings {dyn}").dynamics
    return [(point.spot, point.level, point.hairpin) for point in found]


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_has_its_level(mark):
    """They lie evenly from niente, which is 0, to ffff, which is 1."""
    assert points(mark) == [(Spot(0, 0), MARKS.index(mark) / 10, "")]
    assert mark_of(level_of(mark)) == mark


def test_tacet_is_silence():
    assert points("tacet") == [(Spot(0, 0), 0.0, "")]


def test_hairpins_run_from_point_to_point():
    assert points("pp, A3 <, B1 mp >, end n") == [
        (Spot(0, 0), 0.3, ""),
        (Spot(0, 6 * BEAT), None, "<"),
        (Spot(1, 0), 0.5, ">"),
        (Spot(1, 6 * BEAT), 0.0, ""),
    ]


def test_a_hairpin_may_begin_from_what_is_left_of_the_cue_before():
    assert points("<, B1 f") == [(Spot(0, 0), None, "<"), (Spot(1, 0), 0.7, "")]


def test_a_mark_and_a_hairpin_may_stand_at_one_place_in_two_points():
    assert points("p, A1 <, B1 f")[:2] == [(Spot(0, 0), 0.4, ""), (Spot(0, 0), None, "<")]


def test_each_group_has_its_own_item():
    one = good_cue(dyn="strings p, A2 f | winds tacet\nmy-own_2 mf,")
    assert [(name, len(found)) for name, found in one.dynamics] == [
        ("strings", 2),
        ("winds", 1),
        ("my-own_2", 1),
    ]


def test_the_sheet_knows_its_groups_and_sounds_in_their_order():
    sheet = good_sheet(
        cue("1", dyn="winds p | strings p", fire="b, a~"),
        cue("2", on="title: x", dyn="piano p | winds f", fire="-a, c=1"),
    )
    assert sheet.groups == ("winds", "strings", "piano")
    assert sheet.sounds == ("b", "a", "c")


def test_what_a_hand_strikes_is_a_sound_of_the_sheet():
    assert good_sheet(cue(hits="0:01 A1 x hand crack")).sounds == ("crack",)


# Sounds


@pytest.mark.parametrize(
    ("written", "fire"),
    [
        ("A1 bell", Fire(Spot(0, 0), "bell", Act.TRIGGER, 0.0)),
        ("bell", Fire(Spot(0, 0), "bell", Act.TRIGGER, 0.0)),
        ("A2 sea~", Fire(Spot(0, 3 * BEAT), "sea", Act.START, 0.0)),
        ("B1 -sea", Fire(Spot(1, 0), "sea", Act.STOP, 0.0)),
        ("A1 hall=0.4", Fire(Spot(0, 0), "hall", Act.VALUE, 0.4)),
        ("hall=-12", Fire(Spot(0, 0), "hall", Act.VALUE, -12.0)),
        ("hall=0", Fire(Spot(0, 0), "hall", Act.VALUE, 0.0)),
        ("_a-b_2", Fire(Spot(0, 0), "_a-b_2", Act.TRIGGER, 0.0)),
    ],
)
def test_a_sound_is_triggered_started_stopped_or_set(written, fire):
    assert good_cue(play=FORM, fire=written).fires == (fire,)


def test_a_place_counted_back_into_a_repeat_is_meant_the_last_time_through():
    one = good_cue(play="A 2 q=96 3x | S 1 safety | B 1", fire="B1-2b riser, S1-1b a, A2 bell")
    assert [fire.spot for fire in one.fires] == [
        Spot(1, 2 * BEAT, last=True),
        Spot(0, 7 * BEAT, last=True),
        Spot(0, 4 * BEAT),
    ]


def test_a_name_of_a_sound_may_look_like_a_place():
    (fire,) = good_cue(fire="Scene2").fires
    assert (fire.name, fire.spot) == ("Scene2", Spot(0, 0))


def test_a_fermata_is_named_by_its_beat_and_no_felt_one():
    one = good_cue(play="A 2 6/8 q.=60 fermata 1.2", press="A1.2 x")
    assert [press.text for press in one.presses] == ["x"]


def test_a_press_that_the_next_cues_own_is_may_not_be_expected_either():
    text = sheet_text(cue(play="V 2 q=60 vamp", press="V 0:10"), cue("2", on="title: x"))
    assert ["own start; take its press out" in one.message for one in read_text(text)[1]] == [True]


def test_only_a_vamp_is_decided_and_taken():
    found = read_text(sheet_text(cue(play="S 2 q=96 safety", fire="S.taken bell")))[1]
    assert ["only a vamp has an exit" in problem.message for problem in found] == [True]


def test_so_many_beats_earlier_within_a_repeat_is_meant_each_time():
    (fire,) = good_cue(play="A 2 q=96 3x", fire="A2-1b riser").fires
    assert fire.spot == Spot(0, 3 * BEAT)


def test_so_many_seconds_earlier_runs_at_the_tempo_of_each_section():
    """Half a second of B at 60, and a second and a half of A at 120, before B2's four beats."""
    (fire,) = good_cue(play="A 4 q=120 | B 2 q=60", fire="B2-5.5s riser").fires
    assert fire.spot == Spot(0, 13 * BEAT)


def test_nobody_knows_when_a_section_with_a_fermata_ends():
    found = read_text(sheet_text(cue(play="A 2 q=96 fermata | B 1", fire="B1-1s riser")))[1]
    assert ["lies before A ends" in problem.message for problem in found] == [True]


def test_an_exit_has_the_instant_it_is_decided_and_the_one_it_is_taken():
    one = good_cue(play="V 2 q=96 vamp out 1", fire="V.decided lights, V.taken -sea")
    end = Spot(0, 8 * BEAT)
    assert one.fires == (
        Fire(end, "lights", Act.TRIGGER, 0.0, Moment.DECIDED),
        Fire(end, "sea", Act.STOP, 0.0, Moment.TAKEN),
    )


def test_sounds_stand_between_commas_bars_or_line_ends():
    one = good_cue(play=FORM, fire="A1 a, B1 b | c\nA2 d,")
    assert [fire.name for fire in one.fires] == ["a", "b", "c", "d"]


# Whatever is written


@given(
    st.lists(
        st.tuples(st.integers(1, 9999), st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16]))
    ),
    st.data(),
)
def test_every_bar_and_beat_of_a_form_has_its_place(form, data):
    """The place of a bar and beat, counted by hand, at the limits of bars and meters."""
    written = [f"{chr(65 + n)} {bars} {m}/{u} q=99" for n, (bars, m, u) in enumerate(form[:26])]
    play = "\n".join(["Z 1 q=99", *written[:24]])
    number = data.draw(st.integers(0, len(written[:24])))
    bars, count, unit = ((1, 4, 4), *form)[number]
    bar = data.draw(st.sampled_from([1, bars, (bars + 1) // 2]))
    beat = data.draw(st.sampled_from([1, count]))
    name = "Z" if number == 0 else chr(64 + number)
    spot = good_cue(play=play, fire=f"{name}{bar}.{beat} bell").fires[0].spot
    assert spot == Spot(number, ((bar - 1) * count + beat - 1) * 4 * BEAT // unit)
