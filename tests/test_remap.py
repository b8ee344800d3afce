"""Other hands in the middle of a cue: the new control works, and the music does not notice."""

from __future__ import annotations

import re
from itertools import cycle

import pytest
from handed import jumps, woken
from hypothesis import given
from hypothesis import strategies as st
from newly_handed import (
    DEAD_SLIDER,
    LAYERED,
    SHOW,
    given_to,
    remap,
    slider1,
    slider6,
)
from nights import (
    HANDS,
    KORG,
    PEDAL,
    button,
    go,
    key,
    midi,
    pedal,
    play,
    us,
)

from rig.conductor.actions import Tell
from rig.conductor.events import PortFound
from rig.live import journal
from rig.venue.load import DEVICE, File, in_hands, prepare


def levels(night, at_s, until_s):
    return [
        (due_us, float(text.split()[1]))
        for due_us, text in night.sent("/strings")
        if us(at_s) < due_us <= us(until_s)
    ]


def test_the_work_of_a_dead_slider_is_given_to_another_in_the_middle_of_a_hairpin():
    plain = play(SHOW.show, go(1), until_s=20)
    night = play(
        SHOW.show,
        go(1),
        slider6(4, 100),
        remap(5),
        slider1(6, 0),
        slider1(6.2, 127),
        slider6(8, 64),
        slider6(10, 10),
        until_s=20,
    )
    assert "the hands are new: 14 controls" in night.told
    assert levels(night, 0, 10 - 0.001) == levels(plain, 0, 10 - 0.001)
    under = zip(levels(night, 10.1, 20), levels(plain, 10.1, 20), strict=True)
    assert all(mine < free - 0.5 for (_, mine), (_, free) in under)


def test_a_knob_that_was_moved_unheard_does_not_jump():
    moved = (slider1(2, 64), slider1(3, 70), remap(5, HANDS), slider1(6, 10))
    plain = play(SHOW.show, *moved[:2], until_s=9)
    assert play(SHOW.show, *moved, until_s=9).packets == plain.packets
    assert play(SHOW.show, *moved, slider1(7, 20), until_s=9).packets != plain.packets


def test_nothing_is_sent_for_new_hands_and_no_level_moves():
    new = remap(5.013)
    night = play(SHOW.show, go(1), new, until_s=20)
    assert night.packets == play(SHOW.show, go(1), until_s=20).packets
    (step,) = (step for event, step in zip(night.events, night.steps, strict=True) if event is new)
    assert [type(one) for one in step] == [Tell]


@given(
    times=st.lists(st.floats(0.5, 30), max_size=5),
    second_s=st.floats(3, 25),
    others=st.permutations([DEAD_SLIDER, HANDS, LAYERED]),
)
def test_the_music_does_not_notice_whenever_and_however_often(times, second_s, others):
    new = [remap(at_s, hands) for at_s, hands in zip(times, cycle(others))]
    plain = play(SHOW.show, *pedal(1, second_s), until_s=40)
    night = play(SHOW.show, *pedal(1, second_s), *new, until_s=40)
    assert night.packets == plain.packets
    assert jumps(play(SHOW.show, woken(*pedal(1, second_s), *new), until_s=40)) == []


FERMATA = HANDS.replace('middle = "back"', 'middle = "fermata"')


def footed(*moves, until_s=30):
    """A night of feet whose middle switch is a fermata."""
    return play(given_to(FERMATA).show, *moves, until_s=until_s)


def held_from(at_s):
    """The frames of the box up to that in which the middle switch goes down."""
    return pedal(at_s, switch=1)[:3]


@pytest.mark.parametrize(
    ("hands", "goes_on"),
    [
        (FERMATA.replace('slider1 = "strings', 'slider6 = "strings'), False),
        (HANDS, True),
        (HANDS.partition("[footswitch]")[0], True),
    ],
)
def test_a_held_fermata_stays_under_a_foot_that_means_the_same_and_is_let_go_else(hands, goes_on):
    running = given_to(FERMATA)
    moves = (go(1), *held_from(3), remap(5, hands, running))
    night = footed(*moves, until_s=9)
    assert (night.state.playing.stands is None) is goes_on
    assert night.state.pedal is not goes_on
    assert bool(footed(*moves, until_s=30).sent("/gong")) is goes_on


def test_a_fermata_that_stayed_is_let_go_by_the_foot_that_holds_it():
    running = given_to(FERMATA)
    hello, beat, down, up = pedal(3, switch=1)
    up = type(up)(us(7), us(7), PEDAL, up.data)
    new = remap(5, FERMATA.replace('slider1 = "strings', 'slider6 = "strings'), running)
    night = footed(go(1), hello, beat, down, new, up, until_s=9)
    assert night.state.playing.stands is None


def test_a_layer_that_is_held_is_over_with_new_hands():
    running = given_to(LAYERED)
    night = play(running.show, button(1, "M8"), until_s=2)
    assert night.state.fingers.layers == (0,)
    night = play(running.show, button(1, "M8"), remap(1.5, LAYERED, running), until_s=2)
    assert night.state.fingers.layers == ()
    night = play(
        running.show, button(1, "M8"), remap(1.5, LAYERED, running), button(3, "M8"), until_s=4
    )
    assert night.state.fingers.layers == (0,)


def test_a_button_that_never_says_that_it_was_let_go_is_pressed_under_new_hands_too():
    night = play(SHOW.show, button(1, "play"), remap(3), button(5, "play"), until_s=7)
    assert [due_us for due_us, _ in night.began] == [us(1), us(5)]


def test_a_pedal_that_is_down_and_gets_another_meaning_does_nothing_on_its_way_up():
    running = given_to(HANDS.replace('M8 = "bell"', 'M8 = "fermata"'))
    down, *up = (midi(at_s, 0xB0, 55, value) for at_s, value in ((3, 127), (6, 100), (6.1, 70)))
    new = HANDS.replace('M8 = "bell"', 'M8 = "go"')
    night = play(running.show, go(1), down, remap(5, new, running), *up, until_s=9)
    assert len(night.began) == 1
    assert night.state.playing.stands is None
    again = [midi(7, 0xB0, 55, 0), midi(8, 0xB0, 55, 127)]
    night = play(running.show, go(1), down, remap(5, new, running), *up, *again, until_s=9)
    assert len(night.began) == 2


def test_a_group_on_its_way_back_to_the_sheet_arrives_under_new_hands():
    back = HANDS.replace('M8 = "bell"', 'M8 = "sheet strings"')
    running = given_to(back)
    moves = (go(1), slider1(2, 64), slider1(3, 10), button(5, "M8"))
    plain = play(running.show, *moves, until_s=9)
    night = play(running.show, *moves, remap(5.5, HANDS, running), until_s=9)
    assert night.packets == plain.packets
    assert night.state.faders[0].trim_db == 0


SMALL = """\
rig = 1
[nanoKONTROL2]
slider1 = "strings trim -12..+6 dB"
slider2 = "winds trim -12..+6 dB"
[footswitch]
left = "go"
"""
TURNED = re.sub("(slider1.*\n)(slider2.*\n)", r"\2\1", SMALL)


def small(control):
    """The show on a device of two sliders, of which this is the first, and has a motor."""
    head = 'rig = 1\nkind = "midi"\nport = "Small"\n[source]\n[control]\n'
    sliders = f'slider1 = "{control} from none"\nslider2 = "fader cc 1 from none"\n'
    motor = '[light]\nslider1 = "motor bend ch 1 from none"\n'
    device = File("small.toml", (head + sliders + motor).encode())
    hands = File("hands.toml", SMALL.encode())
    return prepare({**SHOW.files, "hands": hands, f"{DEVICE}{KORG}": device})


def turned(at_s, running):
    """Its two lines of hands change places."""
    hands = File("hands.toml", TURNED.encode())
    return journal.remapped(us(at_s), in_hands(running, {**running.files, "hands": hands}))


def test_half_a_parameter_number_is_still_half_a_parameter_number():
    running = small("fader nrpn 300")
    chosen = [midi(2, 0xB0, 99, 300 >> 7), midi(2.1, 0xB0, 98, 300 & 127)]
    moved = [midi(6, 0xB0, 6, 64), midi(7, 0xB0, 6, 20)]
    plain = play(running.show, go(1), *chosen, *moved, until_s=9)
    night = play(running.show, go(1), *chosen, turned(5, running), *moved, until_s=9)
    assert night.packets == plain.packets
    assert night.packets != play(running.show, go(1), until_s=9).packets


def test_a_fader_that_is_touched_stays_touched():
    running = small("fader cc 0 touch note 104")
    new = turned(2, running)
    key = (KORG, 0x90, 104)
    assert (running.show.surface.sensors[key], new.surface.sensors[key]) == (0, 1)
    ports = (PortFound(us(0.5), port, "Small") for port in (KORG, f"{KORG} lights"))
    moves = (*ports, midi(1, 0x90, 104, 127))
    assert play(running.show, *moves, until_s=3).state.fingers.lights.touched == {0}
    assert play(running.show, *moves, new, until_s=3).state.fingers.lights.touched == {1}


def test_what_hands_owe_an_address_is_paid_to_the_new_hands_too():
    flood = [slider1(2 + n / 1000, 60 + n) for n in range(6)]
    plain = play(SHOW.show, *flood, until_s=3)
    night = play(SHOW.show, *flood, remap(2.006), until_s=3)
    assert night.values("/strings")[-1] == plain.values("/strings")[-1]
    assert night.packets == plain.packets


def test_what_was_due_before_is_done_as_the_hands_were_then():
    running = given_to(HANDS.replace('M8 = "bell"', 'M8 = "hold: go"'))
    night = play(running.show, button(1, "M8"), remap(1.505, HANDS, running), late_us=20_000)
    assert [due_us for due_us, _ in night.began] == [us(1.5)]


MANY = "\n".join(
    [
        "rig = 1\n[footswitch]\nleft = 'go'\n[nanoKONTROL2]",
        *(f'S{number} = "shift l{number}"' for number in range(1, 9)),
        *(
            f"[layer.l{layer}.nanoKONTROL2]\n"
            + "\n".join(f'slider{number} = "all"' for number in range(1, 9))
            for layer in range(1, 9)
        ),
    ]
)


def test_a_press_is_taken_back_under_hands_of_any_size():
    many = given_to(MANY)
    assert len(many.show.surface.knobs) > 64
    plain = play(SHOW.show, go(1), key("u", 8), until_s=12)
    night = play(SHOW.show, go(1), journal.remapped(us(5), many), key("u", 8), until_s=12)
    assert "undone: go" in plain.told
    assert night.packets == plain.packets
    back = remap(6, HANDS, many)
    moves = (go(1), journal.remapped(us(5), many), back, key("u", 8))
    assert play(SHOW.show, *moves, until_s=12).packets == plain.packets
