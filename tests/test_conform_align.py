"""Landmarks of two prints: the same ones found, whatever was cut, misspelt, added or repeated."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prints import TEXTS, TITLE, Prints, Scene, misspelt, prints

from rig.desk.conform_align import Landmark, align, plain


def met(found):
    return {(match.old.frame, match.new.frame) for match in found.matches}


@given(prints(titles=False))
@settings(max_examples=60)
def test_titles_that_stand_once_are_all_found_and_no_others(film):
    found = align(film.old, film.new)
    assert met(found) == film.common
    assert [one.text for one in found.old_only] == [
        scene.text for scene in film.scenes if scene.fate == "cut"
    ]
    assert [one.text for one in found.new_only] == [
        scene.text for scene in film.scenes if scene.fate == "insert"
    ]
    assert found.crossed == 0


@given(prints())
@settings(max_examples=60)
def test_a_title_that_returns_goes_with_its_neighbours(film):
    """Where both neighbours are in both prints, and no such title itself."""
    there = met(align(film.old, film.new))
    spans = [*film.spans()]
    for number, (scene, old, _, new, _) in enumerate(spans):
        around = [one for one, *_ in spans[max(number - 1, 0) : number + 2] if one is not scene]
        clear = all(one.fate == "keep" and one.text != TITLE for one in around)
        if scene.fate == "keep" and (scene.text != TITLE or clear):
            assert (old, new) in there


@given(prints(titles=False), st.data())
@settings(max_examples=60)
def test_slips_missing_and_added_landmarks_hide_none_of_the_others(film, data):
    numbers = st.integers(0, 200)
    new = [Landmark(one.frame, misspelt(one.text, data.draw(numbers), "x")) for one in film.new]
    gone = data.draw(st.sets(st.integers(0, len(new) - 1), max_size=len(new) // 3))
    new = [one for number, one in enumerate(new) if number not in gone]
    frames = {one.frame for one in new}
    splices = [Landmark(data.draw(numbers) * 37, f"splice {n}") for n in range(3)]
    found = align(film.old, new + splices)
    assert met(found) == {pair for pair in film.common if pair[1] in frames}
    assert all(0.5 < match.confidence < 1 for match in found.matches)


def test_of_two_equal_titles_the_one_in_time_is_taken():
    old = [Landmark(0, "begin"), Landmark(100, TITLE), Landmark(900, TITLE), Landmark(1000, "end")]
    for frame in (100, 900):
        new = [Landmark(0, "begin"), Landmark(frame, TITLE), Landmark(1000, "end")]
        found = align(old, new)
        assert met(found) == {(0, 0), (frame, frame), (1000, 1000)}
        assert [round(match.confidence, 2) for match in found.matches] == [1, 0.8, 1]


def test_a_returning_title_out_of_all_time_is_none():
    old = [
        Landmark(0, "begin"),
        Landmark(1000, TITLE),
        Landmark(1200, TITLE),
        Landmark(9000, "end"),
    ]
    new = [Landmark(0, "begin"), Landmark(8000, TITLE), Landmark(9000, "end")]
    assert met(align(old, new)) == {(0, 0), (9000, 9000)}


def test_numbers_are_never_slips_of_each_other():
    old = [Landmark(100 * n, f"end of part {n}") for n in range(1, 9)]
    new = [Landmark(100 * n - 200, f"End of Part {n}!") for n in range(3, 12)]
    assert met(align(old, new)) == {(100 * n, 100 * n - 200) for n in range(3, 9)}


def test_a_number_that_only_one_print_has_is_nowhere():
    old = [Landmark(100 * n, f"end of part {n}") for n in (1, 2)]
    assert met(align(old, [Landmark(100 * n, f"end of part {n}") for n in (3, 12)])) == set()


def test_a_chain_goes_on_behind_any_number_of_pairs_that_are_not_in_it():
    """Forty titles of the old print stand for a dozen of the new one, which come too late."""
    old = [Landmark(0, "begin"), *(Landmark(100 + n, TITLE) for n in range(40))]
    new = [Landmark(0, "begin"), *(Landmark(99_000 + n, TITLE) for n in range(12))]
    both = [Landmark(1000 + 100 * n, text) for n, text in enumerate(TEXTS[:40])]
    assert met(align(old + both, new + both)) == {(0, 0), *((one.frame,) * 2 for one in both)}


def test_a_title_that_both_have_is_taken_for_no_other():
    """Though one like it, that is gone, would be in time with the title before."""
    old = [
        Landmark(0, "begin"),
        Landmark(200, "The plague ship!"),
        Landmark(300, "The plague ships"),
    ]
    new = [Landmark(0, "begin"), Landmark(200, "The plague ships"), Landmark(900, "end")]
    assert met(align(old, new)) == {(0, 0), (300, 200)}


def test_case_accents_marks_and_what_starts_a_cue_are_put_off():
    assert plain("Title: «Où est-elle?» !!!") == plain("ou est  ELLE") == "ou est elle"
    assert plain("… !!!") == ""


def test_landmarks_on_one_frame_stand_side_by_side():
    old = [Landmark(5, "door slams"), Landmark(5, "Ellen, his daughter"), Landmark(90, "dawn")]
    new = [Landmark(9, "Ellen, his daughter"), Landmark(9, "door slams"), Landmark(94, "dawn")]
    assert len(align(old, new).matches) == 3


def test_another_order_is_seen():
    old = [Landmark(100 * n, text) for n, text in enumerate(TEXTS[:8])]
    new = [Landmark(1000 - one.frame, one.text) for one in old]
    found = align(old, new)
    assert (len(found.matches), found.crossed) == (1, 7)


@pytest.mark.parametrize(
    "landmarks", [[], [Landmark(0, "")], [Landmark(0, "?!"), Landmark(9, "…")]]
)
def test_what_has_no_words_is_no_landmark(landmarks):
    found = align(landmarks, [Landmark(0, "door")])
    assert (found.matches, found.old_only) == ((), ())
    assert align([Landmark(0, "door")], landmarks).new_only == ()


def test_a_film_of_nothing_but_one_title_is_followed_in_time():
    scenes = tuple(Scene(TITLE, 60 + 7 * (n * n % 31), "keep") for n in range(300))
    film = Prints(scenes)
    begun_s = time.monotonic()
    found = align(film.old, film.new)
    assert time.monotonic() - begun_s < 10
    assert met(found) == film.common
