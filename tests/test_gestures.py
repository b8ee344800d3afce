"""What a finger or a foot can mean: by the edge, by time, with another, in a layer, in a cue."""

from __future__ import annotations

import pytest
from handlines import hands_of, plain
from hypothesis import given
from hypothesis import strategies as st
from mapped import at, mapped, pushed, sent, swept
from nights import go, play, us
from written import document

from rig.conductor.events import PortFound, PortLost

ALL = """
[box]
a = "bell | release: gong | hold: hall=0.4 | long: pad | double: clip"
"""
CHORD = """
[box]
a = "bell"
b = "gong | with a: clip"
"""
LAYER = """
[box]
a = "shift"
b = "layer shift"
c = "bell"
slider1 = "hall jump"
[layer.shift.box]
c = "gong | release: clip"
slider1 = "room jump"
[tray]
a = "shift"
c = "bell"
"""
FOOT = """
[box]
pedal = "bell | release: gong"
"""
BY_CUE = """
[box]
a = "bell"
slider1 = "hall jump"
[cue.2.box]
a = "gong"
slider1 = "room jump"
"""


def fired(night):
    """When each trigger left, in seconds, in order."""
    names = {"/bell": "bell", "/gong": "gong", "/pad": "pad", "/clip": "clip", "/hall": "hall"}
    return [
        (due_us / 1e6, names[text.split(" ")[0]])
        for due_us, text in night.sent()
        if text.split(" ")[0] in names
    ]


def names(night):
    return [name for _, name in fired(night)]


def test_a_plain_press_counts_on_its_first_edge_and_its_release_where_it_is_let_go():
    assert fired(play(mapped(ALL), pushed(1, "a", for_s=0.1), until_s=3)) == [
        (1, "bell"),
        (1.1, "gong"),
    ]


def test_held_for_half_a_second_it_is_held_while_it_is_down_and_long_when_it_is_let_go():
    assert fired(play(mapped(ALL), pushed(1, "a", for_s=0.499999), until_s=3)) == [
        (1, "bell"),
        (1.499999, "gong"),
    ]
    assert fired(play(mapped(ALL), pushed(1, "a", for_s=0.5), until_s=3)) == [
        (1, "bell"),
        (1.5, "hall"),
        (1.5, "gong"),
        (1.5, "pad"),
    ]
    assert fired(play(mapped(ALL), pushed(1, "a", for_s=2), until_s=5)) == [
        (1, "bell"),
        (1.5, "hall"),
        (3, "gong"),
        (3, "pad"),
    ]


def test_a_hold_counts_at_its_instant_even_where_the_rig_is_woken_late():
    late = play(mapped(ALL), pushed(1, "a", for_s=2), until_s=5, late_us=30_000)
    assert fired(late)[1] == (1.5, "hall")


@pytest.mark.parametrize(("apart_s", "second"), [(0.299, "clip"), (0.3, "bell")])
def test_two_presses_within_three_tenths_are_a_double(apart_s, second):
    moves = [*pushed(1, "a"), *pushed(1 + apart_s, "a")]
    assert names(play(mapped(ALL), moves, until_s=3)) == ["bell", "gong", second, "gong"]


def test_a_third_press_is_a_first_one_again():
    moves = [one for n in range(3) for one in pushed(1 + n * 0.2, "a")]
    got = [name for name in names(play(mapped(ALL), moves, until_s=3)) if name != "gong"]
    assert got == ["bell", "clip", "bell"]


def test_a_chord_is_the_second_control_pressed_while_the_first_is_down():
    first = [at(1, "a", 127), *pushed(1.1, "b"), at(1.5, "a", 0)]
    assert names(play(mapped(CHORD), first, until_s=3)) == ["bell", "clip"]
    other = [at(1, "b", 127), *pushed(1.1, "a"), at(1.5, "b", 0)]
    assert names(play(mapped(CHORD), other, until_s=3)) == ["gong", "bell"], "its order counts"
    behind = [*pushed(1, "a"), *pushed(1.1, "b")]
    assert names(play(mapped(CHORD), behind, until_s=3)) == ["bell", "gong"]


def test_the_other_of_a_chord_needs_no_line_of_its_own():
    show = mapped('[box]\nb = "with a: bell"')
    moves = [*pushed(1, "b"), at(2, "a", 127), *pushed(2.1, "b"), at(2.3, "a", 0)]
    assert fired(play(show, moves, until_s=3)) == [(2.1, "bell")]


def test_each_message_of_a_latching_button_is_a_press():
    show = mapped('[box]\nlatch = "bell"')
    moves = [at(1, "latch", 127), at(2, "latch", 0), at(3, "latch", 127)]
    assert [at_s for at_s, _ in fired(play(show, moves, until_s=4))] == [1, 2, 3]


def test_a_button_that_never_says_it_was_let_go_is_pressed_each_time():
    show = mapped('[box]\na = "bell"')
    moves = [at(one, "a", 127) for one in (1, 2, 2.1)]
    assert [at_s for at_s, _ in fired(play(show, moves, until_s=4))] == [1, 2, 2.1]


def test_a_key_is_pressed_by_any_velocity_and_again_without_a_release():
    show = mapped('[box]\nkey = "bell | release: gong"')
    moves = [at(1, "key", 1), at(1.5, "key", 90), at(2, "key", 0), sent(3, 0x90, 60, 5)]
    moves += [sent(3.5, 0x80, 60, 64)]
    got = play(show, moves, until_s=4)
    assert fired(got) == [(1, "bell"), (1.5, "bell"), (2, "gong"), (3, "bell"), (3.5, "gong")]


@given(st.integers(1, 20), st.integers(0, 9))
def test_a_pedal_swept_over_the_middle_is_one_press_and_one_release(stride, repeats):
    """However finely it tells it, and though it trembles and says things twice on the way."""
    there = [*range(0, 127, stride), 127]
    way = [one for place in there for one in (place, *[place] * (place > 64 + stride) * repeats)]
    trembling = [126, 127, 125, 126, 127, 126, 126, 127]
    back = list(reversed(there))
    night = play(mapped(FOOT), swept(1, "pedal", [*way, *trembling, *back], every_s=0.01))
    assert names(night) == ["bell", "gong"]


def test_a_layer_lasts_as_long_as_its_button_is_down():
    moves = [*pushed(1, "c"), at(2, "a", 127), *pushed(2.5, "c"), at(3, "a", 0), *pushed(4, "c")]
    assert names(play(mapped(LAYER), moves, until_s=5)) == ["bell", "gong", "clip", "bell"]


def test_a_layer_goes_on_with_a_press_and_off_with_the_next():
    moves = [*pushed(1, "b"), *pushed(2, "c"), *pushed(3, "b"), *pushed(4, "c")]
    night = play(mapped(LAYER), moves, until_s=5)
    assert names(night) == ["gong", "clip", "bell"]
    assert play(mapped(LAYER), pushed(1, "b"), until_s=2).look().layer == "shift"
    assert night.look().layer == ""


def test_a_release_goes_to_what_was_pressed_though_the_layer_has_changed_since():
    into = [at(1, "c", 127), at(1.2, "a", 127), at(1.4, "c", 0), at(2, "a", 0)]
    assert names(play(mapped(LAYER), into, until_s=3)) == ["bell"]
    out_of = [at(1, "a", 127), at(1.2, "c", 127), at(1.4, "a", 0), at(2, "c", 0)]
    assert names(play(mapped(LAYER), out_of, until_s=3)) == ["gong", "clip"]


def test_a_layer_that_two_fingers_hold_lasts_until_both_are_up():
    moves = [at(1, "a", 127), at(1.1, "a", 127, port="tray"), at(2, "a", 0), *pushed(2.5, "c")]
    show = mapped(LAYER)
    assert names(play(show, moves, until_s=2.7)) == ["gong", "clip"]
    up = at(3, "a", 0, port="tray")
    assert names(play(show, moves, up, pushed(4, "c"), until_s=5))[-1] == "bell"


def test_a_slider_moves_what_it_is_for_in_its_layer():
    moves = [at(1, "slider1", 127), at(2, "a", 127), at(2.5, "slider1", 0), at(3, "a", 0)]
    night = play(mapped(LAYER), moves, at(4, "slider1", 64), until_s=5)
    assert night.values("/room") == [0]
    assert night.values("/hall") == [1, pytest.approx(64 / 127, abs=1e-4)]


def test_a_cues_own_map_counts_while_that_cue_is_the_current_one():
    moves = [go(1), *pushed(2, "a"), at(2.5, "slider1", 127), go(3), *pushed(4, "a")]
    night = play(mapped(BY_CUE), moves, at(4.5, "slider1", 127), until_s=5)
    assert [name for name in names(night) if name != "hall"] == ["bell", "gong"]
    assert night.values("/hall") == [1, 0.25], "where it stands, and what the cue restores"
    assert night.values("/room") == [1]


def test_a_button_under_a_finger_when_the_cue_changes_is_let_go_as_it_was_pressed():
    show = mapped('[box]\na = "bell | release: clip"\n[cue.2.box]\na = "gong | release: pad"')
    night = play(show, go(1), at(2, "a", 127), go(3), at(4, "a", 0), until_s=5)
    assert [name for name in names(night) if name != "hall"] == ["bell", "clip"]


def test_an_unplugged_device_lets_go_of_what_it_held_and_fires_nothing():
    show = mapped(LAYER.replace("slider1", f"{ALL[7:-1].replace('a =', 'key =', 1)}\nslider1", 1))
    down = [at(1, "a", 127), at(1.1, "key", 127)]
    night = play(show, down, PortLost(us(1.2), "box"), pushed(2, "c", port="tray"), until_s=5)
    assert names(night) == ["bell", "bell"], "the key's own, and no layer any more"
    assert night.state.fingers.held == ()
    again = [PortFound(us(3), "box", "box"), *pushed(4, "c")]
    assert names(play(show, down, PortLost(us(1.2), "box"), again, until_s=5))[-1] == "bell"
    other = play(show, down, PortLost(us(1.2), "tray"), until_s=1.3)
    assert len(other.state.fingers.held) == 2


GUARDED = [
    (lambda at_s: at(at_s, "a", 127), lambda at_s: at(at_s, "b", 127)),
    (lambda at_s: at(at_s, "a", 127), lambda at_s: sent(at_s, 0xC0, 5)),
    (lambda at_s: sent(at_s, 0xF0, 0x7F, 0, 6, 2, 0xF7), go),
    (lambda at_s: sent(at_s, 0x90, 60, 1), lambda at_s: at(at_s, "latch", 0)),
    (go, lambda at_s: at(at_s, "a", 127)),
]


@pytest.mark.parametrize(("one", "other"), GUARDED)
def test_the_guard_counts_on_every_path_to_the_same_verb(one, other):
    lines = "\n".join(f'{name} = "go"' for name in ("a", "b", "patch", "locate", "key", "latch"))
    show = mapped(f"[box]\n{lines}")
    night = play(show, one(1), other(1.249999), until_s=2)
    assert [cue for _, cue in night.began] == ["1"]
    assert "GO refused: 249 ms after the last" in night.told
    assert len(play(show, one(1), other(1.25), until_s=2).began) == 2


def test_the_guard_counts_for_what_a_hold_does_too():
    show = mapped('[box]\na = "note | hold: go"')
    night = play(show, at(1, "a", 127), go(1.6), until_s=3)
    assert [due_us for due_us, _ in night.began] == [us(1.5)]
    assert "GO refused: 100 ms after the last" in night.told


GO_IN_DANGER = [
    ('a = "go | hold: panic"', "a is a GO"),
    ('a = "go | long: panic"', "a is a GO"),
    ('a = "go | double: undo"', "a is a GO"),
    ('a = "go | with b: back"\nb = "note"', "a is a GO"),
    ('a = "back | hold: go"', "GO behind hold:"),
    ('a = "back | with b: go"\nb = "note"', "GO behind with b:"),
    ('a = "note | with b: go"\nb = "panic"', "GO behind with b:"),
    ('a = "go"\nb = "note | with a: panic"', "a is a GO"),
    ('a = "note | with b: go"\n[layer.shift.nano]\nb = "panic"', "GO behind with b:"),
    ('a = "go"\n[layer.shift.nano]\nb = "with a: panic"', "a is a GO"),
    ('b = "note | with a: panic"\n[cue.1.nano]\na = "go"', "a is a GO"),
    ('a = "note"\n[cue.1.nano]\na = "go | hold: panic"', "a is a GO"),
    ('a = "note"\n[layer.shift.nano]\na = "back | double: go"', "GO behind double:"),
]
GO_IN_PEACE = [
    'a = "go"\nb = "panic | hold: back"',
    'a = "note | hold: go"',
    'a = "shift | double: go"',
    'a = "note | with b: go"\nb = "shift"',
    'a = "hold: go"',
    'a = "go | release: note"',
    'a = "go"\n[layer.shift.nano]\na = "back | hold: panic"',
    'a = "go"\nb = "back | with c: panic"\nc = "note"',
]


def told(lines):
    """The problems of a hands file, with a layer that can be reached."""
    layer = "" if "[layer." in lines else "\n[layer.shift.nano]\nd = 'note'"
    one = document(f"rig = 1\n[nano]\ns = 'shift'\n{lines}{layer}\n")
    hands_of(one, plain("a", "b", "c", "d", "s"))
    return one.problems


@pytest.mark.parametrize(("lines", "words"), GO_IN_DANGER)
def test_no_gesture_may_endanger_go(lines, words):
    assert [words for problem in told(lines) if words in problem.message] == [words]


@pytest.mark.parametrize("lines", GO_IN_PEACE)
def test_what_does_go_no_harm_is_the_players_choice(lines):
    assert told(lines) == []
