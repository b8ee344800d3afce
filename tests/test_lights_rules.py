"""When lights are told, and that they never answer a hand or a loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lit import CUES, SWELL, Shows, led, lit, plugged, sent, shows, told, unplugged
from nights import go, key, play, us

from rig.conductor.actions import Light
from rig.conductor.events import MidiIn

MANY = (
    'b1 = "go"\nb2 = "hold"\nb4 = "tacet strings"\nb5 = "pad"\npot = "strings"\nstrip = "winds"\n'
)
STRIP = 0xE0
TOUCH = (0x90, 104)


def test_only_changes_leave_and_none_sooner_than_30_ms():
    night = play(lit(SWELL, 'round-led = "strings"\nlcd-led = "strings"'), plugged(1), go(3))
    assert told(night)
    rounds = [(at_s, text) for at_s, text in told(night, 3) if text.startswith("b0 3d")]
    assert len(rounds) > 4
    assert all(a[1] != b[1] for a, b in pairwise(rounds))
    times = sorted({at_s for at_s, _ in told(night, 3)})
    assert min(b - a for a, b in pairwise(times)) >= 0.0299


def test_nobody_is_woken_for_lights_that_rest():
    night = play(lit(CUES, MANY), plugged(1), until_s=60)
    assert [event for event in night.events if event.at_us > us(2)] == []


@pytest.mark.parametrize(("per_s", "least", "most"), [(100, 24, 26), (2000, 3, 4)])
def test_lights_wait_for_hands_but_not_for_ever(per_s, least, most):
    flood = [sent(4 + place / per_s, 0xB0, 20, place % 128) for place in range(per_s)]
    night = play(lit(CUES, 'pot = "winds jump"\nstrip-led = "winds"'), plugged(1), *flood)
    assert least <= len({at_s for at_s, _ in told(night, 4, 5)}) <= most


WIDE = """rig = 1
kind = "midi"
port = "Lit"
source = "a manual"
[control]
""" + "".join(f'b{n} = "button note {n}"\n' for n in range(40))
WIDE += "[light]\n" + "".join(f'b{n} = "led note {n}"\n' for n in range(40))
WIDE_HANDS = 'b0 = "tacet strings"\nb1 = "tacet winds"\n'
WIDE_HANDS += "".join(f'b{n} = "pad"\n' for n in range(2, 39)) + 'b39 = "tacet organ"\n'


@pytest.mark.parametrize("after_ms", [29, 30, 30.5, 31, 31.5, 32, 32.5, 33])
def test_of_many_lights_that_are_looked_at_in_pieces_none_is_passed_over(after_ms):
    press = [sent(4, 0x90, 39, 127), sent(4 + after_ms / 1000, 0x90, 0, 127)]
    night = play(lit(CUES, WIDE_HANDS, WIDE), plugged(1), *press, until_s=6)
    assert [led(night, one) for one in (0, 1, 39)] == [127, 0, 127]
    looks = [event.at_us for event in night.events if us(4) < event.at_us < us(4.04)]
    assert len(looks) >= 4  # three pieces, and the second press


def test_of_many_lights_the_first_blinks_too():
    hands = WIDE_HANDS.replace("tacet strings", "go")
    night = play(lit(CUES, hands, WIDE), plugged(1), go(2), until_s=40)
    assert len(told(night, 30, 39.9)) in (49, 50)  # overdue, every 0.2 s


def test_a_hand_is_never_answered_with_its_own_move():
    moves = [sent(4 + place / 100, 0xB0, 20, place) for place in range(20, 90)]
    faders = [sent(6 + place / 100, STRIP, 0, place) for place in range(20, 90)]
    night = play(
        lit(CUES, 'pot = "winds jump"\nstrip = "organ jump"'),
        plugged(1),
        *moves,
        *faders,
        until_s=10,
    )
    assert told(night, 4) == []


def test_a_light_that_its_button_puts_out_is_lit_again():
    press, up = sent(4, 0x90, 1, 127), sent(4.2, 0x90, 1, 0)
    night = play(lit(CUES, 'b1 = "go"'), plugged(1), press, up, until_s=5)
    assert [text for at_s, text in told(night, 4.2)] == ["90 01 7f"]
    assert not told(night, 4, 4.2)


def test_a_release_that_is_like_what_its_light_was_told_lately_is_seen_too():
    taps = [(4.0, 127), (4.1, 0), (4.3, 127), (4.4, 0), (4.6, 127), (4.7, 0)]
    night = play(
        lit(CUES, 'b4 = "tacet strings"'),
        plugged(1),
        *(sent(at_s, 0xB0, 48, value) for at_s, value in taps),
        until_s=6,
    )
    assert [text for _, text in told(night, 4.3)] == ["b0 30 00", "b0 30 7f", "b0 30 7f"]


def test_a_fader_under_a_hand_is_not_moved_and_gets_the_last_value_then():
    down, up = sent(4, *TOUCH, 127), sent(7, *TOUCH, 0)
    hands = 'strip = "strings catch"'
    night = play(lit(SWELL, hands), plugged(1), go(3), down, up, until_s=9)
    assert told(night, 3, 4)
    assert told(night, 4, 7) == []
    assert told(night, 7, 7.1)


def test_a_fader_that_tells_no_touch_is_not_moved_soon_after_its_own_message():
    moved = sent(4, 0xB0, 5, 10)
    night = play(lit(SWELL, 'wide = "strings catch"'), plugged(1), go(3), moved, until_s=6)
    assert told(night, 3, 4)
    assert told(night, 4, 4.3) == []
    assert told(night, 4.3, 4.4)


def test_a_fader_that_the_rig_has_moved_is_measured_anew_so_that_nothing_jumps():
    fader = [sent(4 + place / 100, STRIP, 0, 20 + place) for place in range(5)]
    on = sent(6, STRIP, 0, 90)
    night = play(
        lit(CUES, 'strip = "hall scale"\nb6 = "hall=0.9"'),
        plugged(1),
        *fader,
        sent(5, 0xB0, 50, 127),
        sent(5.1, 0xB0, 50, 0),
        on,
        sent(6.1, STRIP, 0, 91),
        until_s=7,
    )
    assert shows(night, 5.5)["bend", 0] == pytest.approx(0.9 * 16383, abs=1)
    # Ninety of 127 says where it is, and one more step moves it by one step's share.
    before, after = night.values("/hall")[-2:]
    assert before == pytest.approx(0.9)
    assert 0 < after - before < 0.01


def test_a_value_sent_back_is_no_touch():
    hands = 'strip = "hall scale"\nb6 = "hall=0.5"'
    show = lit(CUES, hands)
    press = sent(4, 0xB0, 50, 127)
    quiet = play(show, plugged(1), press, until_s=5)
    (at_s, text) = next(one for one in told(quiet, 4) if one[1].startswith("e0"))
    back_again = sent(at_s + 0.02, *bytes.fromhex(text))
    night = play(show, plugged(1), press, back_again, until_s=5)
    assert told(night) == told(quiet)
    assert night.state.fingers.routes == quiet.state.fingers.routes
    assert night.state.fingers.lights.panels[0].echoes == 1


def test_the_same_from_a_hand_a_while_later_is_one():
    hands = 'strip = "hall scale"\nb6 = "hall=0.5"'
    show = lit(CUES, hands)
    press = sent(4, 0xB0, 50, 127)
    quiet = play(show, plugged(1), press, until_s=5)
    (at_s, text) = next(one for one in told(quiet, 4) if one[1].startswith("e0"))
    night = play(show, plugged(1), press, sent(at_s + 0.6, *bytes.fromhex(text)), until_s=6)
    assert night.state.fingers.routes != quiet.state.fingers.routes


@pytest.mark.parametrize("late_s", [0.001, 0.05, 0.4])
def test_a_go_that_is_like_its_light_is_never_lost(late_s):
    show = lit(CUES, 'b3 = "go"\none-led = "standby"')
    quiet = play(show, plugged(1), until_s=3)
    at_s = next(at_s for at_s, text in told(quiet) if text == "90 03 7f")
    night = play(show, plugged(1), sent(at_s + late_s, 0x90, 3, 127), until_s=4)
    assert [number for _, number in night.began] == ["1"]


def echoing(show, *moves, after_s=0.01, from_s=0.0, until_s=20.0):
    """A night with a device that sends back everything from a time on, a little later."""
    heard = moves
    for _ in range(60):
        night = play(show, *heard, until_s=until_s)
        answers = [
            sent(at_s + after_s, *bytes.fromhex(text))
            for at_s, text in told(night, from_s, until_s - after_s)
        ]
        if len(answers) + len(moves) == len(heard):
            return night
        heard = (*moves, *answers)
    raise AssertionError("the loop goes on for ever")


def test_a_device_that_sends_back_everything_is_dark_and_presses_nothing():
    night = echoing(lit(CUES, MANY), plugged(1), go(3), until_s=30)
    assert [number for _, number in night.began] == ["1"]
    assert night.told.count("Lit sends back its lights: they are off until it is plugged in again")
    assert told(night, 1.6) == []
    calm = play(lit(CUES, MANY), go(3), until_s=30)
    assert night.packets == calm.packets


def test_plugged_in_again_it_has_another_chance():
    night = echoing(lit(CUES, MANY), plugged(1), until_s=3)
    again = play(lit(CUES, MANY), *night.events[1:], unplugged(4), plugged(5), until_s=8)
    assert told(again, 5.4)


@pytest.mark.parametrize("after_s", [0.001, 0.01, 0.1, 0.3])
def test_a_device_that_begins_to_send_back_is_muted_once_and_the_show_goes_on(after_s):
    show = lit(SWELL, 'strip = "strings jump"\nb1 = "go"')
    night = echoing(show, plugged(1), go(3), after_s=after_s, from_s=3, until_s=10)
    assert sum("sends back its lights" in text for text in night.told) == 1
    assert 20 < len(told(night, 3)) < 50
    assert night.sent("/strings") == play(show, go(3), until_s=10).sent("/strings")


STILL = CUES.replace('look = "0:15 0:20 0:25"\n', "")
ALL = (
    'b1 = "go"\nb2 = "tacet strings"\nb3 = "hold"\nb4 = "pad"\nb5 = "shift"\nb6 = "hall=0.3"\n'
    'strip = "strings catch"\nwide = "winds jump"\nknob = "hall"\npot = "lean -6..+6 %"\n'
    'one-led = "refused"\ntwo-led = "playing"\nround-led = "strings"\nlcd-led = "standby"\n'
    '[layer.shift.Lit]\nstrip = "organ scale"\nb1 = "freeze"\n'
)
BUTTONS = ((0x90, 1), (0x90, 2), (0x90, 3), (0xB0, 48), (0xB0, 49), (0xB0, 50), TOUCH)
MESSAGES = st.one_of(
    st.tuples(st.sampled_from(BUTTONS), st.sampled_from((0, 127))).map(
        lambda one: (*one[0], one[1])
    ),
    st.tuples(st.just(0xB0), st.sampled_from((5, 37, 16, 20)), st.integers(0, 127)),
    st.tuples(st.just(STRIP), st.integers(0, 127), st.integers(0, 127)),
)


@dataclass
class Model:
    """A device, some of whose messages tell or change what it shows."""

    lights_itself: bool
    shown: Shows = field(default_factory=Shows)

    def take(self, event, actions):
        if isinstance(event, MidiIn):
            status, number = event.data[:2]
            is_button = (status, number) in BUTTONS and (status, number) != TOUCH
            moves = status == STRIP or (status, number) in ((0xB0, 20), (0xB0, 5), (0xB0, 37))
            if moves or (is_button and self.lights_itself):
                self.shown.hear(event.data)
        for action in actions:
            if isinstance(action, Light):
                self.shown.hear(action.packet)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.one_of(MESSAGES, st.just("space")))), st.booleans()
)
def test_lights_that_have_settled_show_what_a_full_send_would(moves, lights_itself):
    at_s, events = 2.0, plugged(1)
    for ms, move in moves:
        at_s += ms / 1000
        events.append(key("space", at_s) if move == "space" else sent(at_s, *move))
    events += [sent(at_s + 0.1, *one, 0) for one in BUTTONS]  # the hand lets go in the end
    end_s = at_s + 3
    events += [*unplugged(end_s), *plugged(end_s + 0.001)]
    night = play(lit(STILL, ALL), *events, until_s=end_s + 1)
    model, fresh = Model(lights_itself), Shows()
    for event, actions in zip(night.events, night.steps, strict=True):
        if event.at_us < us(end_s):
            model.take(event, actions)
    for one in night.actions:
        if isinstance(one, Light) and one.due_us > us(end_s):
            fresh.hear(one.packet)
    fine = ("cc", 0, 37)  # where only a coarse half was sent, nobody knows it
    assert fresh.values.keys() - {fine} <= model.shown.values.keys()
    differ = {one for one in fresh.values if fresh.values[one] != model.shown.values.get(one)}
    assert differ <= {fine}
    assert model.shown.letters == fresh.letters
