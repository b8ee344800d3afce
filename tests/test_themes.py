"""Themes: written once, recalled whole or in part, at another tempo, in another key."""

from __future__ import annotations

from fractions import Fraction

import pytest
from written import assert_refused, caret, cue, line, read_text, sheet_text, told

from rig.score.form import Spot
from rig.score.laws import Shape
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.sheet import level_of
from rig.score.tempo import Ramp, Steady

BLUE = {
    "play": "A 16 3/4 q=96 | B 8 q=96>48 time | V 2 vamp out 1",
    "fire": "A1 sea~, B3 bell, V1 harp",
    "dyn": "strings p, A9 <, B1 f",
}
WHITE = {"play": 'A 8 4/4 q=72 "dolce" | B 8 fermata 8.3 max 6s | X 1 or Y 2 q=144'}

RED = {"play": "V 4 6/8 q.=60>40 pickup 1 vamp out 2", "fire": "V3.2 gong"}


def sheet_of(*cues, **themes):
    written = [
        "\n".join([f"[theme.{name}]", *(line(key, value) for key, value in lines.items())])
        for name, lines in ({"BLUE": BLUE, "WHITE": WHITE} | themes).items()
    ]
    return sheet_text(*written, *cues)


def recalled(play, **lines):
    sheet, problems = read_text(sheet_of(cue(play=play, **lines), RED=RED))
    assert not problems, told(problems)
    return sheet.cues[0]


def refusals(play, **lines):
    problems = read_text(sheet_of(cue(play=play, **lines), RED=RED))[1]
    return [(caret(problem), problem.message) for problem in problems]


def test_a_theme_is_played_as_it_is_written():
    one = recalled("BLUE | C 4")
    theme = read_text(sheet_of())[0].themes[0]
    assert [passage.name for passage in one.passages] == ["A", "B", "V", "C"]
    assert [passage.theme for passage in one.passages] == ["BLUE"] * 3 + [""]
    assert [passage.law for passage in one.passages[:3]] == [one.law for one in theme.passages]
    assert one.passages[3].meter.count == 3
    assert one.passages[3].law == Steady(Fraction(48))


def test_its_sounds_and_dynamics_come_with_it():
    one = recalled("C 2 4/4 q=60 | BLUE", fire="C1 own", dyn="winds mf")
    assert {fire.name: fire.spot for fire in one.fires} == {
        "sea": Spot(1, 0),
        "bell": Spot(2, 6 * BEAT),
        "harp": Spot(3, 0),
        "own": Spot(0, 0),
    }
    groups = dict(one.dynamics)
    assert [(point.spot, point.hairpin) for point in groups["strings"]] == [
        (Spot(1, 0), ""),
        (Spot(1, 24 * BEAT), "<"),
        (Spot(2, 0), ""),
    ]
    assert groups["winds"][0].level == level_of("mf")


def test_what_a_cue_says_of_a_group_goes_before_what_its_theme_says():
    one = recalled("BLUE", dyn="strings ff")
    assert [point.level for point in dict(one.dynamics)["strings"]] == [level_of("ff")]


def test_some_of_its_bars_are_recalled_with_their_numbers():
    one = recalled("BLUE 9-20", fire="A9 a, B4.3 b", dyn="winds p")
    first, second = one.passages
    assert (first.bars, first.first_bar, first.length) == (8, 9, 24 * BEAT)
    assert (second.bars, second.first_bar, second.length) == (4, 1, 12 * BEAT)
    assert {fire.name: fire.spot for fire in one.fires} == {
        "bell": Spot(1, 6 * BEAT),
        "a": Spot(0, 0),
        "b": Spot(1, 11 * BEAT),
    }
    assert [(point.spot, point.level) for point in dict(one.dynamics)["strings"]] == [
        (Spot(0, 0), None),
        (Spot(1, 0), level_of("f")),
    ]


def test_a_hairpin_into_bars_that_are_cut_off_is_left_out():
    assert "strings" not in dict(recalled("BLUE 10-16").dynamics)
    (point,) = dict(recalled("BLUE 1-9").dynamics)["strings"]
    assert (point.level, point.hairpin) == (level_of("p"), "")


def test_a_part_of_a_ramp_follows_the_same_curve():
    whole = recalled("BLUE").passages[1].law
    part = recalled("BLUE 19-22").passages[0].law
    assert isinstance(part, Ramp)
    assert part.shape is Shape.TIME
    begin, end = 6 * BEAT, 18 * BEAT
    for ticks in (0, BEAT, 7 * BEAT, 12 * BEAT):
        assert part.bpm_at(ticks) == pytest.approx(whole.bpm_at(begin + ticks), rel=1e-6)
        us = whole.us_to(begin + ticks) - whole.us_to(begin)
        assert part.us_to(ticks) == pytest.approx(us, rel=1e-6)
    assert part.length == end - begin


def test_at_another_tempo_all_of_it_is_faster_or_slower():
    one = recalled("WHITE q=60")
    assert [passage.law for passage in one.passages[:3]] == [Steady(Fraction(60))] * 3
    assert one.passages[3].law == Steady(Fraction(120))
    assert recalled("BLUE q=48").passages[1].law == Ramp(
        Fraction(48), Fraction(24), 24 * BEAT, Shape.TIME
    )


def test_its_key_is_told_to_the_player():
    assert [passage.transpose for passage in recalled("WHITE +3").passages] == [3] * 4
    assert recalled("WHITE -2 q=60").passages[0].transpose == -2


def test_its_fermatas_exits_endings_and_words_come_with_it():
    one = recalled("C 1 q=60 | WHITE | BLUE 25-26")
    assert [passage.ending_of for passage in one.passages] == [None, None, None, 3, 3, None]
    assert one.passages[2].holds[0].max_us == 6_000_000
    assert one.passages[1].character == "dolce"
    assert one.passages[5].exits == (3 * BEAT,)


def test_two_themes_with_a_section_of_one_name_are_told_apart():
    assert_refused(
        refusals("BLUE | WHITE", fire="A1 x"),
        "A1",
        "two themes of this cue have a section A: write BLUE:A or WHITE:A",
    )
    one = recalled("BLUE | WHITE", fire="WHITE:A2 x, BLUE:A2 y, WHITE:B8.4-1b z")
    own = {fire.name: fire.spot for fire in one.fires}
    assert (own["x"], own["y"]) == (Spot(3, 4 * BEAT), Spot(0, 3 * BEAT))
    assert own["z"] == Spot(4, 30 * BEAT)


def test_a_cues_own_section_goes_before_a_themes():
    one = recalled("A 1 4/4 q=60 | WHITE", fire="A1 x, WHITE:A1 y")
    own = {fire.name: fire.spot for fire in one.fires}
    assert (own["x"], own["y"]) == (Spot(0, 0), Spot(1, 0))


def test_a_theme_may_return_within_a_cue():
    one = recalled("BLUE 1-4 | C 2 | BLUE 1-4")
    assert [(fire.name, fire.spot.passage) for fire in one.fires] == [("sea", 0), ("sea", 2)]


@pytest.mark.parametrize(
    ("play", "under", "words"),
    [
        ("BLUE 16", "16", "BLUE is a theme: write BLUE alone, or its bars, 1-8"),
        ("BLUE 1-27", "BLUE 1-27", "BLUE has bars 1 to 26"),
        ("BLUE 8-1", "8-1", "from a lower to a higher number"),
        ("BLUE q=60>72", "BLUE q=60>72", "recalled at one tempo"),
        ("BLUE vamp", "vamp", "with other bars, tempo or key"),
        ("BLUE 3/4", "3/4", "with other bars, tempo or key"),
        ("BLUE +25", "+25", "up to 24 semitones"),
        ("BLUE -25", "-25", "up to 24 semitones"),
        ("BLUE q=10", "BLUE q=10", "beyond 10 to 999"),
        ("BLEU", "BLEU", "is no theme; did you mean BLUE?"),
        ("A 1 q=60 | X 1 or BLUE", "BLUE", "an ending is one section"),
    ],
)
def test_a_recall_that_cannot_be_is_told(play, under, words):
    assert_refused(refusals(play), under, words)


def test_a_theme_of_one_section_is_no_ending():
    text = sheet_of(cue(play="A 1 q=60 | X 1 or GREEN"), GREEN={"play": "B 2 q=60"})
    assert [caret(problem) for problem in read_text(text)[1]] == ["GREEN"]


def test_a_theme_recalls_no_theme():
    problems = read_text(sheet_of(GREEN={"play": "BLUE"}))[1]
    assert "BLUE has no bars" in told(problems)


def test_what_comes_after_it_has_its_last_tempo():
    assert recalled("RED | C 1").passages[1].law == Steady(Fraction(60))


def test_one_bar_of_it_may_be_recalled():
    (one,) = recalled("BLUE 8-8").passages
    assert (one.bars, one.first_bar) == (1, 8)


def test_other_words_may_stand_over_it():
    assert {one.character for one in recalled('WHITE "calm"').passages} == {"calm"}


def test_a_part_of_its_vamp_is_left_where_the_vamp_is_or_at_its_end():
    assert recalled("RED 1-3").passages[0].exits == (13 * BEAT // 2,)
    assert recalled("RED 3-4").passages[0].exits == (6 * BEAT,)


def test_a_ramp_at_another_tempo_begins_with_it():
    law = recalled("RED q.=30").passages[0].law
    assert (law.start_bpm, law.end_bpm) == (45, 30)


def test_a_fermata_at_the_end_of_a_part_comes_with_it():
    text = sheet_of(cue(play="GREEN 1-2 | GREEN 3-4"), GREEN={"play": "A 4 q=60 fermata 2"})
    first, second = read_text(text)[0].cues[0].passages
    assert ([hold.offset for hold in first.holds], second.holds) == ([8 * BEAT], ())


def test_what_a_cue_sends_comes_behind_what_its_theme_sends():
    one = recalled("RED 3-4", fire="RED:V3.2 own")
    assert [(fire.name, fire.spot) for fire in one.fires] == [
        ("gong", Spot(0, BEAT // 2)),
        ("own", Spot(0, BEAT // 2)),
    ]


def test_bars_behind_its_pick_up_have_none():
    (one,) = recalled("RED 2-3").passages
    assert (one.pickup, one.length) == (0, 6 * BEAT)
    assert one.exits == (3 * BEAT,)


def test_a_frame_click_sets_its_tempo_too():
    assert recalled("WHITE click 24-0").passages[0].law == Steady(Fraction(60))


def test_a_place_in_music_that_returns_is_in_its_first_return():
    (fire,) = recalled("WHITE | WHITE", fire="A2 x").fires
    assert fire.spot == Spot(0, 4 * BEAT)


def test_a_section_of_the_cue_may_be_named_as_one_of_a_theme_before_it():
    one = recalled("WHITE | A 2", fire="A1 x, WHITE:A1 y")
    assert {fire.name: fire.spot.passage for fire in one.fires} == {"x": 4, "y": 0}


@pytest.mark.parametrize("colour", ["blue", "BROWN", "#2f5fB3"])
def test_a_theme_has_a_colour_by_name_or_by_number(colour):
    sheet, problems = read_text(sheet_of(cue(), ELLEN=WHITE | {"colour": colour}))
    assert not problems, told(problems)
    assert sheet.themes[2].colour == colour
