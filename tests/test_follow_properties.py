"""What holds of every night that follows a film, whatever hands, machines and wires do."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import pairwise
from random import Random

from any_filmed import SOUNDS, Drawn, sheets, show
from any_follow import ALL, BREAKS, FILM_PRESSES, GO_TO, HANDS, ON_FILM, moves, night, presses
from handed import CONTROLS, LEADER, cc_of, press
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nights import KORG, go, us
from nights import play as perform
from test_invariants import in_force

from rig.conductor.actions import Began, Send
from rig.conductor.events import BeatIn, FilmIn, MidiIn, Opened, PortLost, TargetBack, Wake
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.ports.osc_read import describe

GRACE_US = 400_000
"""A press learned 250 ms late, 150 ms behind what it was meant for."""
TEMPO_BACK = (
    "half",
    "double",
    "nudge",
    "tempo",
    "lead",
    "home",
    "freeze",
    "seen",
    "scale",
    "trigg",
)


def woken(moved):
    """Each move behind a wake-up at its own instant: what was due is then done before it."""
    return [one for move in moved for one in (Wake(move.at_us), move)]


def told(actions, *words):
    """The lines for the player that begin with one of these."""
    lines = [one.text for one in actions if hasattr(one, "text")]
    return [line for line in lines if line.startswith(words)]


def reseated(actions):
    """Whether a cue began, the music came in again, or a press that moved it was taken back."""
    undone = [line.removeprefix("undone: ") for line in told(actions, "undone: ")]
    return (
        any(type(one) is Began for one in actions)
        or bool(told(actions, "in at "))
        or any(not line.startswith(TEMPO_BACK) for line in undone)
    )


def went(event):
    """Whether somebody pressed a cue to go to; one that begins by itself is not stood by at."""
    return isinstance(event, MidiIn) and event.data[1] in map(cc_of, GO_TO) and event.data[2] > 0


def fired(actions):
    """The triggers of the sheet that were sent."""
    sent = (describe(one.packet) for one in actions if type(one) is Send)
    return [text[1:] for text in sent if text[1:] in SOUNDS]


@settings(max_examples=60)
@given(sheets(), moves(*ALL))
def test_the_beat_is_continuous_and_never_runs_back(drawn, moved):
    """Off a beat that stands it goes from the foot's own instant; an exit may just have gone by."""
    done = night(show(drawn), woken(moved))
    steps = zip(pairwise(done.states), done.events[1:], done.steps[1:], strict=True)
    for (before, after), event, actions in steps:
        one, two, now_us = before.playing, after.playing, event.at_us
        if one is None:
            continue
        at = one.tick_at(now_us)
        assert at >= one.tick_at(before.now_us), "it runs back"
        if two is None or reseated(actions):
            continue
        if one.stands is not None and two.stands is None:
            since_us = two.timeline.us_at(one.stands)
            assert now_us - GRACE_US <= since_us <= now_us
        elif two.stands is not None:
            assert abs(two.timeline.us_at(at) - two.timeline.us_at(two.stands)) <= 2
        elif isinstance(event, Wake) or (one.part, one.entered) == (two.part, two.entered):
            assert abs(two.timeline.us_at(at) - now_us) <= 2
        else:
            assert abs(two.timeline.us_at(at) - now_us) <= GRACE_US


@settings(max_examples=60)
@given(sheets(("film",)), moves(*ON_FILM))
def test_the_bend_is_never_exceeded_while_the_film_leads_and_no_hand_has_the_tempo(drawn, moved):
    """Nor does the rate ever leap, but off a beat that stood, or into a cue; 3 % in a second."""
    done = night(show(drawn), moved)
    steps = zip(pairwise(done.states), done.events[1:], done.steps[1:], strict=True)
    for (before, after), event, actions in steps:
        one, two = before.playing, after.playing
        if two is None:
            continue
        slower, faster = drawn.bends[after.cue]
        curve = two.timeline.curve
        if curve is None:  # as written, or frozen
            assert -10_000 * slower - 1 <= two.timeline.lean_ppm <= 10_000 * faster + 1
            continue
        low, high = curve.extremes()
        assert 1 - slower / 100 - 1e-6 <= low <= high <= 1 + faster / 100 + 1e-6
        assert curve.steepest <= 0.03 + 1e-9
        went_on = one is not None and (one.cue, one.part, one.next_hold, one.stands) == (
            two.cue,
            two.part,
            two.next_hold,
            two.stands,
        )
        same = went_on and not reseated(actions)
        # A press that was late on its way is caught up with, over several beats at once.
        if same and one.timeline.curve is not None and isinstance(event, Wake):
            at_us = two.timeline.anchor_us
            assert abs(one.timeline.rate_at(at_us) - two.timeline.rate_at(at_us)) < 1e-6


@settings(max_examples=60)
@given(
    sheets(ons=("time", "time", "segue", "title: x")),
    moves(*HANDS, presses("go", *GO_TO), presses("undo", "back")),
)
def test_no_cue_begins_twice_in_a_pass(drawn, moved):
    """Music that comes in again at an earlier place of the film has what follows ahead of it."""
    done, begun = night(show(drawn), moved), set()
    steps = zip(pairwise(done.states), done.events[1:], done.steps[1:], strict=True)
    for (before, after), event, actions in steps:
        if told(actions, "undone: ", "stands by: ") or went(event):
            begun.clear()
        if before.detour is not None and after.detour is None:
            begun = {cue for cue in begun if cue < after.stand}
        for one in actions:
            if type(one) is Began:
                assert one.cue not in begun
                begun.add(one.cue)


@settings(max_examples=60)
@given(sheets(ons=("time", "time", "title: x")), moves(BREAKS, BREAKS, *HANDS, most=8))
def test_a_jump_of_the_film_fires_nothing_and_what_is_passed_over_is_not_sent(drawn, moved):
    """What goes round, or is played again, is another turn of it."""
    done, over = night(show(drawn), woken(moved)), set()
    for event, state, actions in zip(done.events, done.states, done.steps, strict=True):
        jumps = told(actions, "film time jumps") and isinstance(event, FilmIn)
        assert not (jumps and any(type(one) is Began for one in actions))
        playing, said = state.playing, told(actions, "in at ")
        assert not (jumps and not said and fired(actions))
        if reseated(actions) or playing is None or state.detour is not None:
            over = set()
        for line in said:
            passage = done.show.programmes[playing.cue].parts[playing.part].passage
            once = passage.most == 1 and not state.detour
            over = (
                set(line.partition("passed over: ")[2].split(", ")) & set(SOUNDS) if once else set()
            )
        assert not over.intersection(fired(actions))


@settings(max_examples=60)
@given(sheets(), moves(*HANDS), st.data())
def test_a_go_to_and_the_straight_way_there_leave_the_same_levels_and_values(drawn, moved, data):
    cues = drawn.cues.replace("fade 1s", "fade 0.001s").replace('enter = "', 'note = "')
    performed = show(Drawn(cues, drawn.bends, 0))
    starts = [number for number, one in enumerate(performed.presses) if one.part is None]
    number = data.draw(st.sampled_from(starts))
    cue = performed.presses[number].cue
    over_s, begin_s = 0.002, 50
    straight_s = [1 + 2.5 * place for place in range(number + 1)]
    straight = perform(performed, *map(go, straight_s), until_s=straight_s[-1] + over_s)
    last = performed.programmes[cue].cue.number
    assume(straight.began and straight.began[-1] == (us(straight_s[-1]), last))
    # Whatever the night was before, and wherever it has come to; trims lie over the levels.
    before = [one for one in moved if getattr(one, "data", b"")[:2] != b"\xb0\0"]
    way = [*before, press(begin_s - 1, f"go to {cue + 1}"), go(begin_s)]
    jumped = perform(performed, way, until_s=begin_s + over_s)
    assume(jumped.began[-1] == (us(begin_s), last))
    assert in_force(straight).items() <= in_force(jumped).items()


def size(one):
    """How many things a value is made of."""
    if is_dataclass(one):
        return 1 + sum(size(getattr(one, each.name)) for each in fields(one))
    if isinstance(one, (tuple, frozenset)):
        return 1 + sum(map(size, one))
    return 1


def long_night(chance: Random, count: int):
    """So many events, of every kind, whenever; the film is lost and found all the time."""
    at_us, words = 0, [*CONTROLS, *GO_TO[:3], *FILM_PRESSES, *["hold", "go", "tap"] * 4]
    for _ in range(count):
        at_us += chance.choice([0, 1_000, 130_000, 400_000, 1_100_000])
        port = chance.choice(["mtc Deck", "mpv m.sock", "nobody"])
        place = chance.choice([at_us, at_us - 10**6, chance.randrange(60 * 10**6)])
        yield chance.choice(
            [
                *[MidiIn(at_us, at_us, KORG, bytes((0xB0, cc_of(chance.choice(words)), 127)))] * 6,
                MidiIn(at_us, at_us, KORG, bytes((0xB0, cc_of("fermata"), 0))),
                FilmIn(at_us, at_us, port, "s", place, chance.choice([0, 10**6, 970_000])),
                BeatIn(at_us, at_us, LEADER, 5, 510_000, chance.random() < 0.5),
                chance.choice([PortLost(at_us, port), TargetBack(at_us, 0)]),
            ]
        )


CUES = """
[cue.1]
on = "screening"
look = "#0"
play = "A 1 4/4 q=120 | V 1 vamp out 1.2 1 | B 2 fermata 2.1 max 1s | //"
press = "V 0:20 now"
hits = "#200 B1 door !!"
dyn = "strings p <, B1 f"
fire = "A1 t0, V1 pad"
[cue.2]
on = "segue"
play = "A 2 4/4 q=100 2-4x | B 2"
fire = "A1 sea~"
leave = "fade 2s"
[cue.3]
on = "title: x"
look = "#400"
play = "V 1 3/4 vamp | B 1"
hold = "B"
"""


def test_the_state_of_a_long_night_is_no_larger_than_that_of_a_short_one():
    performed = show(Drawn(CUES, (), 100))
    state, _ = step(performed, begin(performed), Opened(0))
    sizes = []
    for number, event in enumerate(long_night(Random(7), 20_000)):  # noqa: S311 - the same
        state, _ = step(performed, state, event)
        if number % 20 == 0:
            sizes.append(size(state))
    assert max(sizes[100:]) <= max(sizes[:100]) * 1.1
