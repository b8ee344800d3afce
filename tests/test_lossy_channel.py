"""Firmware and host against each other over a line that loses, doubles, flips and holds up bytes.

The law of the foot: every press of a foot is fired, refused by the guard, or shown as missed; none
twice, none late, and none missed that the line carried in time. What a box takes with it when it
starts anew nobody can tell; nothing else is excused.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from random import Random
from typing import NamedTuple

import pytest
from carried import WINDOW_US, carried
from channel import CALM_US, Outage, Rates, play, tread
from footboard import BOX
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nights import FILM, HOUSE, PEDAL, replay

from rig.conductor.actions import Began, Send, Tell
from rig.conductor.events import Opened
from rig.venue.load import DEVICE, HANDS, SHEET, SHOW, File, prepare

NAMES = ("left", "middle", "right", "switch4", "switch5", "switch6")
JOBS = ("go", "bell", "gong", "clip", "pad", "note")
GUARDED = {0, 5}
PACKETS = {b"/bell\0": 1, b"/gong\0": 2, b"/clip\0": 3, b"/pad\0": 4}
STARTS = b"\x00\x00\x00\x01"
GUARD_US = 250_000
HOLDS_US = (12_000, 20_000, 35_000, 150_000)
REST_US = 22_000
AWAKE_US = 1_000
"""A box has begun so long after it may."""
GOES = 400
WRAP_US = 1 << 32
REFUSED = re.compile(r"([A-Z]+) refused: ")
LATE = re.compile(r"([A-Z]+) missed: it came ")
LOST = re.compile(rf"{PEDAL} (\w+): (a press|(\d+) presses) missed")


@cache
def stage():
    cue = '[cue.{0}]\non = "action: {0}"\nplay = "A 400 4/4 q=120"\n'
    cues = "".join(map(cue.format, range(1, GOES + 1)))
    hands = "".join(f'{name} = "{job}"\n' for name, job in zip(NAMES, JOBS, strict=True))
    files = {
        SHOW: File("show.toml", HOUSE.encode()),
        SHEET: File("sheet.toml", (FILM + cues).encode()),
        HANDS: File("hands.toml", f"rig = 1\n[{PEDAL}]\n{hands}".encode()),
        DEVICE + PEDAL: File(f"{PEDAL}.toml", BOX.encode()),
    }
    return prepare(files).show


class Did(NamedTuple):
    """What one event made of one switch."""

    fired: list[int | None]
    """When, where it is told."""
    refused: int
    late: int
    lost: int


def did(actions):
    """What the actions of one event say of each switch."""
    fired = {switch: [] for switch in range(6)}
    refused, late, lost = Counter(), Counter(), Counter()
    for one in actions:
        if type(one) is Began:
            fired[0].append(one.due_us)
        elif type(one) is Send:
            switch = PACKETS.get(one.packet[: one.packet.index(0) + 1])
            if switch is not None and (switch < 3 or one.packet.endswith(STARTS)):
                fired[switch].append(one.due_us)
        elif type(one) is Tell:
            if one.text.startswith("noted: "):
                fired[5].append(None)
            for count, pattern in ((refused, REFUSED), (late, LATE)):
                if match := pattern.match(one.text):
                    count[JOBS.index(match[1].lower())] += 1
            if match := LOST.match(one.text):
                lost[NAMES.index(match[1])] += int(match[3] or 1)
    return {one: Did(fired[one], refused[one], late[one], lost[one]) for one in range(6)}


def judge(played, treads):
    """Hold the night against what the line carried; how many presses came to which end."""
    should = carried(played, treads)
    night = replay(stage(), [Opened(0), *played.events], until_s=played.lives_us[-1][1] / 1e6)
    frames = [
        did(actions)
        for event, actions in zip(night.events, night.steps, strict=True)
        if event in played.events
    ]
    assert len(frames) == len(played.events)
    if should.forged:
        return None, should
    assert should.trusted
    ends, last_us = Counter(), {}
    for event, told, now in zip(played.events, should.told, frames, strict=True):
        for switch, one in now.items():
            learned = told.get(switch)
            assert one.lost == (learned.overtaken if learned else 0)
            many = (len(one.fired), one.refused, one.late)
            assert sum(many) == (learned is not None), (event, switch, many)
            ends.update(fired=len(one.fired), refused=one.refused, late=one.late, lost=one.lost)
            if learned is None:
                continue
            after_us = event.at_us - learned.edge_us
            assert one.late or after_us <= WINDOW_US + learned.error_us, "none late"
            assert not one.late or after_us > WINDOW_US - learned.error_us, "none that came in time"
            for due_us in one.fired:
                assert due_us is None or abs(due_us - learned.edge_us) <= learned.error_us
            before_us, error_us = last_us.get(switch, (-GUARD_US, 0))
            since_us, error_us = learned.edge_us - before_us, learned.error_us + error_us
            assert not one.refused or (switch in GUARDED and since_us < GUARD_US + error_us)
            assert (
                one.refused or switch not in GUARDED or since_us > GUARD_US - error_us or one.late
            )
            if one.fired:
                last_us[switch] = learned.edge_us, learned.error_us
    return ends, should


def feet(chance, until_us, per_s=1.5):
    """Treads on all switches, the busiest on GO: as close as 60 ms, held from 12 ms on."""
    treads = []
    for switch in range(6):
        now_us = CALM_US
        while True:
            near = chance.random() < 0.2
            now_us += 0 if near else round(chance.expovariate(per_s) * 1e6)
            hold_us, bounce_us = chance.choice(HOLDS_US), chance.randrange(10_001)
            if now_us > until_us - CALM_US - 300_000:
                break
            treads.append(tread(switch, now_us, hold_us, bounce_us, chance))
            # Closer to the last bounce, a box may date a press by that.
            now_us += max(60_000, hold_us + bounce_us + REST_US)
    return treads


def clear_of_boots(treads, outages):
    """The treads that no box wakes up in: what is held then is state, and what bounces, chance."""
    boots = [out.end_us for out in outages if out.reset]
    return [
        one
        for one in treads
        if not any(one.toggles_us[0] - AWAKE_US < us < one.toggles_us[-1] for us in boots)
    ]


def night(seed, rates, outages=(), until_us=15_000_000):
    """A night by its seed, judged; None of one in which chance made a sound frame."""
    chance = Random(seed)  # noqa: S311 - the same night every time, and no secret
    treads = clear_of_boots(feet(chance, until_us), outages)
    ppm, booted_us = chance.choice((-5_000, 0, 5_000)), chance.choice((0, WRAP_US - 6_000_000))
    played = play(chance, rates, treads, outages, until_us=until_us, ppm=ppm, booted_us=booted_us)
    ends, should = judge(played, treads)
    unseen = len(treads) - should.counted
    assert unseen == 0 or len(played.lives_us) > 1
    assert ends is None or ends.total() + should.untold + unseen == len(treads)
    return ends, should


BAD_LINES = {
    "0.1 % of each": Rates(0.001, 0.001, 0.001),
    "1 % dropped": Rates(dropped=0.01),
    "5 % dropped": Rates(dropped=0.05),
    "1 % doubled": Rates(doubled=0.01),
    "5 % doubled": Rates(doubled=0.05),
    "1 % flipped": Rates(flipped=0.01),
    "5 % flipped": Rates(flipped=0.05),
    "1 % of each": Rates(0.01, 0.01, 0.01),
    "bursts": Rates(bursts=0.002),
    "held up": Rates(stalls=0.001),
    "heard again": Rates(echoes=0.002),
    "of everything": Rates(0.002, 0.002, 0.002, 0.0005, 0.0005, 0.0005),
}


@pytest.mark.parametrize("seed", range(3))
def test_a_good_line_carries_every_press(seed):
    ends, _ = night(seed, Rates())
    assert (ends["late"], ends["lost"]) == (0, 0)
    assert ends["fired"] > 80
    assert ends["refused"] > 5


@pytest.mark.parametrize("rates", BAD_LINES.values(), ids=BAD_LINES)
def test_every_press_on_a_bad_line_comes_to_its_end(rates):
    ends, should = night(1927, rates)
    assert should.forged == 0
    assert ends["fired"] > 0
    assert should.damaged > 5 or rates.stalls


@pytest.mark.parametrize("unplugged", [False, True])
@pytest.mark.parametrize("cut_us", [100_000, 250_000, 1_000_000, 10_000_000])
def test_a_cut_line_that_is_restored_owes_nothing(cut_us, unplugged):
    cut = Outage(4_000_000, 4_000_000 + cut_us, unplugged=unplugged)
    ends, should = night(1928, Rates(), [cut], 20_000_000)
    assert should.untold == 0
    # What a beat can still tell in time is not lost.
    assert (ends["late"] + ends["lost"] > 0) == (cut_us > 300_000)


@pytest.mark.parametrize("off_us", [2_000, 300_000, 1_500_000])
def test_a_box_that_starts_anew_takes_only_what_it_had_not_told(off_us):
    outages = [
        Outage(us, us + off_us, reset=True) for us in range(3_000_000, 11_000_000, 2_500_000)
    ]
    _, should = night(1929, Rates(), outages)
    assert should.untold == 0
    cut = Outage(5_000_000, 6_000_000)
    _, should = night(1929, Rates(), [cut, Outage(5_900_000, 6_000_000, reset=True)])
    assert should.untold > 0


@pytest.mark.parametrize("seed", range(8))
def test_a_box_that_starts_anew_and_is_not_heard_to_say_so_is_still_another(seed):
    """The first frame that comes through is an EVENT: it is believed of no other boot."""
    starts = range(3_000_000, 11_000_000, 1_500_000)
    resets = [Outage(us, us + 2_000, reset=True) for us in starts]
    unheard = [Outage(us + 2_000, us + 20_000) for us in starts]
    _, should = night(seed, Rates(), [*resets, *unheard])
    assert should.trusted


@st.composite
def outages(draw):
    """Whatever breaks, for 2 ms to 10 s; between two starts of the box a second or more."""
    broken, at_us = [], CALM_US
    for _ in range(draw(st.integers(0, 4))):
        at_us += draw(st.integers(1_000_000, 4_000_000))
        end_us = at_us + draw(st.sampled_from((2_000, 100_000, 300_000, 1_000_000, 4_000_000)))
        reset = draw(st.booleans())
        broken.append(Outage(at_us, end_us, reset, reset and draw(st.booleans())))
        at_us = end_us
    return broken


shares = st.sampled_from((0.0, 0.0, 0.001, 0.005, 0.02))


@settings(max_examples=20)
@given(
    st.integers(0, 2**32),
    st.builds(Rates, shares, shares, shares, *[st.sampled_from((0.0, 0.0, 0.001))] * 3),
    outages(),
)
def test_the_law_of_the_foot_holds_whatever_breaks(seed, rates, broken):
    until_us = max((one.end_us for one in broken), default=0) + 8_000_000
    ends, _ = night(seed, rates, broken, until_us)
    assume(ends is not None)
