"""What the lights under the hands show of the night."""

from __future__ import annotations

from itertools import pairwise

import pytest
from lit import CUES, led, lit, plugged, sent, shows, told
from nights import closing, go, key, play, us

from rig.conductor.events import PortFound, Restarted
from rig.conductor.lights import LIGHTS_US

WINDOW = (300, 400, 500)
"""The look of cue 2 as frames: from when, expected, till when."""


def test_a_device_is_greeted_dark_for_half_a_second_and_then_shows_the_night():
    hands = 'b1 = "go"\npot = "strings"\nlcd-led = "strings"\nstrip = "hall"\n'
    night = play(lit(CUES, hands), plugged(1), until_s=3)
    assert told(night, until_s=1.4) == [
        (1.0, "b0 7f 01"),
        (1.0, "f0 00 21 09 f7"),
        (1.0, "90 01 00"),
        (1.0, "b0 14 00"),
        (1.0, "f0 00 20 32 20 20 20 20 20 20 20 f7"),
    ]
    assert [text for _, text in told(night, 1.4)] == [
        "90 01 7f",
        "b0 14 55",  # 0 dB lies two thirds along from -12 to +6
        "f0 00 20 32 73 74 72 69 6e 20 70 f7",
    ]
    assert told(night, 1.4)[0][0] == pytest.approx(1.5)
    assert night.told == ["Lit is there"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_device_that_cannot_be_heard_yet_is_told_nothing(order):
    first, second = plugged(1)[::order]
    second = PortFound(us(3), second.port, second.name)
    night = play(lit(CUES, 'b1 = "go"'), first, second, until_s=5)
    assert told(night)[0][0] == 3
    assert led(night, 1) == 127


def test_lights_that_are_never_found_cost_no_waking_and_say_nothing():
    quiet = play(lit(CUES, 'b1 = "go"'), go(3), until_s=4)
    assert told(quiet) == []
    assert quiet.state.fingers.lights.due_us is None


NOW_AND_THEN = [
    ("standby", 1.9, 127),
    ("playing", 3.2, 127),
    ("playing", 2.9, 0),
]


@pytest.mark.parametrize(("sign", "at_s", "value"), NOW_AND_THEN)
def test_a_sign_is_lit_while_it_is_so(sign, at_s, value):
    night = play(lit(CUES, f'one-led = "{sign}"'), plugged(1), go(3), until_s=6)
    assert led(night, 64, at_s) == value


def test_what_stands_by_blinks_in_its_window_and_fast_when_it_is_overdue():
    show = lit(CUES, 'one-led = "standby"')
    assert (show.presses[1].look.begin, show.presses[1].look.overdue) == WINDOW[::2]
    night = play(show, plugged(1), go(2), until_s=45)
    changes = [at_s for at_s, _ in told(night, 1.4)]
    begin, _, last = WINDOW
    opens_s, ends_s = (2 + frame / 20 for frame in (begin, last + 1))
    assert [at_s for at_s in changes if 1.6 < at_s < opens_s] == []
    slow = [at_s for at_s in changes if opens_s < at_s < ends_s - 0.01]
    fast = [at_s for at_s in changes if at_s > ends_s + 0.2]
    assert {round(b - a, 3) for a, b in pairwise(slow)} == {0.5}
    assert {round(b - a, 3) for a, b in pairwise(fast)} == {0.2}
    assert fast[-1] > 44.7


def test_a_light_that_blinks_by_itself_is_told_once():
    night = play(lit(CUES, 'b1 = "go"'), plugged(1), go(2), until_s=45)
    values = [text for _, text in told(night, 1.4)]
    assert values[:2] == ["90 01 7f", "90 01 01"]
    assert set(values[2:]) == {"90 01 7f", "90 01 00"}


def test_a_refused_press_is_shown_for_a_second():
    hands = 'one-led = "refused"\nb1 = "back"'
    night = play(lit(CUES, hands), plugged(1), key("left", 3), key("left", 3.1), until_s=6)
    assert [text for _, text in told(night, 1.4)] == ["90 40 7f", "90 40 00"]
    (on_s, _), (off_s, _) = told(night, 1.4)
    assert 3.1 < on_s < 3.1 + 2 * LIGHTS_US / 1e6
    assert off_s == pytest.approx(4.1, abs=0.001)


PRESSES = [
    ("hold", "b1", (0x90, 1), "90 01 7f"),
    ("freeze", "b1", (0x90, 1), "90 01 7f"),
    ("lead hand", "b1", (0x90, 1), "90 01 7f"),
    ("tacet strings", "b4", (0xB0, 48), "b0 30 7f"),
    ("pad", "b5", (0xB0, 49), "b0 31 02"),
    ("strings ff", "b6", (0xB0, 50), "b0 32 7f"),
    ("hall=0.4", "b6", (0xB0, 50), "b0 32 7f"),
    ("go to 2", "b6", (0xB0, 50), "b0 32 7f"),
]


@pytest.mark.parametrize(("words", "control", "message", "lights"), PRESSES)
def test_a_control_shows_what_it_did(words, control, message, lights):
    night = play(
        lit(CUES, f'{control} = "{words}"'),
        plugged(1),
        go(3),
        sent(4, *message, 127),
        sent(4.1, *message, 0),
        until_s=9,
    )
    said = [text for at_s, text in told(night, 3.5) if at_s > 4]
    assert said[-1] == lights


HELD = [("fermata", 'b1 = "fermata"'), ("layer", 'b1 = "shift"\n[layer.shift.Lit]\nb2 = "go"')]


@pytest.mark.parametrize(("_words", "hands"), HELD)
def test_what_is_held_down_is_lit_for_as_long(_words, hands):
    press, up = sent(4, 0x90, 1, 127), sent(6, 0x90, 1, 0)
    night = play(lit(CUES, hands), plugged(1), go(3), press, up, until_s=8)
    assert led(night, 1, 3.9) == 0
    assert led(night, 1, 5) == 127
    assert led(night, 1) == 0


def test_the_signs_of_film_and_hand_are_shown():
    hands = 'one-led = "held"\ntwo-led = "frozen"\nb1-led = "hand"'
    moves = (key("+", 4), key("f", 4.1), key("h", 4.2))
    night = play(lit(CUES, hands), plugged(1), go(3), *moves, until_s=6)
    assert [led(night, one, 3.9) for one in (64, 65, 1)] == [0, 0, 0]
    assert [led(night, one) for one in (64, 65, 1)] == [127, 127, 127]


def test_values_are_rings_motors_and_letters():
    hands = 'knob = "hall 0..1"\nround-led = "hall"\nlcd-led = "hall"\nwide = "hall 1..0"\nstrip = '
    hands += '"hall curve exp"\nb6 = "hall=0.1"'
    night = play(lit(CUES, hands), plugged(1), go(3), sent(4, 0xB0, 50, 127), until_s=6)
    device = shows(night)
    assert device["cc", 60] == 34  # of 33 to 43
    assert device["cc", 61] == 2  # of 1 to 11
    assert device["bend", 0] == pytest.approx(8192, abs=2)  # a tenth is half-way up this curve
    assert device["cc", 5] * 128 + device["cc", 37] in (14744, 14745)  # backwards
    assert device.lcd == "hal 0.1"
    before = shows(night, 3.9)
    assert before["bend", 0] is None  # nobody has set it yet: the fader stays
    assert before["cc", 61] == 1
    assert before.lcd == "hall -"[:7].ljust(7)


def test_letters_are_ascii_and_always_as_many():
    night = play(lit(CUES, 'lcd-led = "strings"'), plugged(1), go(3), until_s=6)
    packets = [bytes.fromhex(text) for _, text in told(night) if text.startswith("f0 00 20 32")]
    assert {len(packet) for packet in packets} == {12}
    assert all(packet.isascii() for packet in (one[1:-1] for one in packets))


def test_a_ring_shows_where_a_knob_that_waits_must_be_turned():
    hands = 'pot = "strings -12..+6 dB trim"\nround-led = "strings"\nstrip = "winds jump"'
    night = play(lit(CUES, hands), plugged(1), go(3), until_s=6)
    assert shows(night)["cc", 61] == 1 + 4  # p is the fourth of ten marks
    assert shows(night)["cc", 20] == 85


def test_lights_are_off_at_the_end_and_faders_stay():
    hands = 'b1 = "go"\npot = "strings"\nstrip = "strings"\nlcd-led = "strings"'
    night = play(lit(CUES, hands), plugged(1), closing(4), until_s=5)
    device = shows(night)
    assert (device["note", 1], device["cc", 20], device.lcd) == (0, 0, " " * 7)
    assert device["bend", 0] == shows(night, 3)["bend", 0] != 0
    assert night.state.fingers.lights.due_us is None


def test_an_engine_that_was_begun_anew_sends_everything_again():
    hands = 'b1 = "go"\npot = "strings"'
    night = play(lit(CUES, hands), plugged(1), go(3), Restarted(us(5)), until_s=8)
    assert "b0 7f 01" in [text for _, text in told(night, 5, 5.1)]
    assert shows(night)["note", 1] == 127


def test_a_layer_shows_its_own_values():
    hands = 'b1 = "shift"\nround-led = "winds"\nstrip = "hall"\nb6 = "hall=0.2"\nb5 = "room=0.7"\n'
    hands += '[layer.shift.Lit]\nstrip = "room"'
    presses = [sent(2.5, 0xB0, 50, 127), sent(2.6, 0xB0, 49, 127)]
    shift = [sent(4, 0x90, 1, 127), sent(6, 0x90, 1, 0)]
    night = play(lit(CUES, hands), plugged(1), *presses, *shift, until_s=8)
    bends = [shows(night, at_s)["bend", 0] for at_s in (3.5, 5, 7)]
    assert bends == [pytest.approx(16383 * share, abs=1) for share in (0.2, 0.7, 0.2)]
