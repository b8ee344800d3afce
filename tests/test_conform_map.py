"""The map from print to print: every frame where it belongs, and what cannot be known told."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prints import TEXTS, Prints, Scene, prints

from rig.desk.conform_align import Landmark, align
from rig.desk.conform_map import FrameMap, Kind, Segment
from rig.desk.conform_stretches import mapped


def traced(film):
    return mapped(align(film.old, film.new))


def by_landmarks(old, new):
    """The map of landmarks given as frames; those that only one print has have a minus."""
    return mapped(align(named(old, "old"), named(new, "new")))


def named(frames, which):
    texts = (TEXTS[n] if one >= 0 else f"{which} {n}" for n, one in enumerate(frames))
    return [Landmark(abs(one), text) for one, text in zip(frames, texts, strict=True)]


@given(prints(retimes=False, titles=False))
@settings(max_examples=60)
def test_whole_scenes_cut_or_inserted_are_found_to_the_frame(film):
    frames = traced(film)
    for scene, old, old_end, new, _ in film.spans():
        for frame in {old, (old + old_end) // 2, old_end - 1} & {*range(old, old_end)}:
            placed = frames.at(frame)
            assert placed.cut == (scene.fate == "cut")
            assert placed.cut or (placed.frame, placed.unsure) == (new + frame - old, False)
    told = frames.told()
    for kind, fate in ((Kind.CUT, "cut"), (Kind.INSERTED, "insert")):
        total = sum(
            max(one.old_end - one.old, one.new_end - one.new) for one in told if one.kind is kind
        )
        assert total == film.total(fate)


@given(prints(titles=False))
@settings(max_examples=60)
def test_retimed_scenes_go_at_their_own_pace(film):
    frames = traced(film)
    for scene, old, old_end, new, _ in [*film.spans()][:-1]:
        if scene.fate == "keep":
            assert frames.at(old).frame == new
            for frame in (old, (old + old_end) // 2, old_end - 1):
                placed = frames.at(frame)
                assert not placed.cut
                assert abs(placed.frame - new - (frame - old) * scene.ratio) <= 1
    known = frames.told()
    assert {one.kind for one in known if one.ratio not in (0, 1)} <= {Kind.RETIMED}


@given(prints(), st.lists(st.integers(0, 20_000), min_size=2, max_size=30).map(sorted))
def test_no_frame_overtakes_another(film, frames):
    found = traced(film)
    placed = [found.at(frame).frame for frame in frames]
    assert placed == sorted(placed)


def test_a_whole_film_printed_otherwise_is_one_stretch_with_its_ratio():
    film = Prints(
        tuple(
            Scene(text, 97 + 31 * n, "keep", Fraction(25, 24)) for n, text in enumerate(TEXTS[:9])
        )
    )
    (only,) = traced(film).told()
    assert only.kind is Kind.RETIMED
    assert abs(only.ratio - Fraction(25, 24)) < Fraction(1, 1000)


def test_two_cuts_in_proportion_are_no_retime_when_their_scenes_are_known():
    fates = ["keep", "cut"] * 5 + ["keep"]
    film = Prints(tuple(Scene(text, 100, fate) for text, fate in zip(TEXTS, fates, strict=False)))
    assert [one.kind for one in traced(film).told()] == [Kind.SAME, Kind.CUT] * 5


def test_inserts_in_proportion_are_no_retime_when_their_scenes_are_known():
    fates = ["keep", "insert"] * 5 + ["keep"]
    film = Prints(tuple(Scene(text, 100, fate) for text, fate in zip(TEXTS, fates, strict=False)))
    assert [one.kind for one in traced(film).told()] == [Kind.SAME, Kind.INSERTED] * 5


@pytest.mark.parametrize("fate", ["cut", "insert"])
@pytest.mark.parametrize("ratio", [Fraction(25, 24), Fraction(2, 3), Fraction(3, 2)])
def test_a_scene_behind_a_retimed_one_leaves_no_single_frames(fate, ratio):
    """Whatever was rounded: the scene reaches to the next landmark."""
    for frames in range(80, 100):
        scenes = [Scene(text, frames + n, "keep", ratio) for n, text in enumerate(TEXTS[:6])]
        scenes += [Scene("gone or new", 200, fate), *(Scene(text, 150) for text in TEXTS[6:9])]
        kinds = [one.kind for one in traced(Prints(tuple(scenes))).told()]
        assert kinds == [Kind.RETIMED, Kind.CUT if fate == "cut" else Kind.INSERTED, Kind.SAME]


def test_a_single_frame_is_jitter_and_two_are_a_cut():
    assert [one.kind for one in by_landmarks([0, 500, 900], [7, 508, 907]).told()] == [Kind.SAME]
    frames = by_landmarks([0, 500, 900], [7, 505, 905])
    assert [one.kind for one in frames.told()] == [Kind.SAME, Kind.CUT, Kind.SAME]
    assert [frames.at(at).frame for at in (0, 499, 500, 900)] == [7, 505, 505, 905]


def test_a_cut_that_nothing_tells_lies_before_the_next_landmark_and_is_unsure():
    frames = by_landmarks([0, 1000, 2000], [0, 900, 1900])
    assert [frames.at(at).cut for at in (899, 900, 999, 1000)] == [False, True, True, False]
    unsure = [frames.at(at).unsure for at in (0, 1, 500, 950, 1000, 1500)]
    assert unsure == [False, True, True, True, False, False]


def test_a_cut_begins_where_a_landmark_was_lost():
    frames = by_landmarks([0, -300, 1000, 2000], [0, -5000, 900, 1900])
    cut = next(one for one in frames.segments if one.kind is Kind.CUT)
    assert (cut.old, cut.old_end, cut.unsure) == (300, 400, True)


def test_an_insert_begins_with_the_landmark_that_it_brought():
    frames = by_landmarks([0, -5000, 1000, 2000], [0, -400, 1250, 2250])
    insert = next(one for one in frames.segments if one.kind is Kind.INSERTED)
    assert (insert.new, insert.new_end, insert.old) == (400, 650, 400)
    assert (frames.at(399).frame, frames.at(400).frame) == (399, 650)


def test_a_pace_may_change_between_two_landmarks():
    """Four landmarks at 3/2, four at 1; the change 100 frames behind the fourth."""
    old = [0, 100, 200, 300, 600, 700, 800, 900]
    new = [0, 150, 300, 450, 800, 900, 1000, 1100]
    frames = by_landmarks(old, new)
    assert [one.kind for one in frames.told()] == [Kind.RETIMED, Kind.SAME]
    assert [frames.at(at).frame for at in (350, 400, 500)] == [525, 600, 700]
    assert frames.at(350).unsure


def test_outside_the_landmarks_the_nearest_offset_goes_on_and_is_told():
    frames = by_landmarks([500, 1000], [510, 990])
    inside, *outside = (frames.at(at) for at in (1000, 0, 499, 1001))
    assert (inside.frame, inside.outside) == (990, False)
    assert [(one.frame, one.outside) for one in outside] == [(10, True), (509, True), (991, True)]


def test_sub_frames_stay_in_what_is_the_same():
    assert by_landmarks([0, 500], [10, 510]).at(Fraction(201, 2)).frame == Fraction(221, 2)


def test_what_is_shared_tells_the_rest():
    frames = FrameMap.of(
        [Segment(Kind.SAME, 100, 200, 0, 100), Segment(Kind.RETIMED, 200, 300, 150, 300)]
    )
    assert [(one.kind, one.old, one.old_end, one.new, one.new_end) for one in frames.segments] == [
        (Kind.CUT, 0, 100, 0, 0),
        (Kind.SAME, 100, 200, 0, 100),
        (Kind.INSERTED, 200, 200, 100, 150),
        (Kind.RETIMED, 200, 300, 150, 300),
    ]
    assert not frames.identical
    assert FrameMap.of([Segment(Kind.SAME, 0, 9, 0, 9)]).identical
