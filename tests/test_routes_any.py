"""Which ways the music can still go: any form, against a walk of each and every way tried."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, pairwise
from math import inf, isclose

from hypothesis import assume, given
from hypothesis import strategies as st
from written import good_cue

from rig.conductor.routes import ROUTES_MAX, Here, Step, routes
from rig.score.form import Kind, Spot, following
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT

BEAT = TICKS_PER_BEAT


@lru_cache(4096)
def integral_us(law, begin, end):
    """The time of a stretch by Simpson's rule over the beat's length; no closed form is asked."""
    if begin == end:
        return 0.0
    parts = 256
    beats_us = [
        MINUTE_US / law.bpm_at(begin + (end - begin) * part / parts) for part in range(parts + 1)
    ]
    weighed = sum((1, 2, 4)[(0 < part < parts) + part % 2] * us for part, us in enumerate(beats_us))
    return weighed * (end - begin) / BEAT / 3 / parts


def offset_in(form, spot, part):
    """Where a spot lies in a passage; the end of the form is that of each last ending."""
    ending, last = form[-1].ending_of, len(form) - 1
    if (
        spot[:2] == (last, form[-1].length)
        and ending is not None
        and form[part].ending_of == ending
    ):
        return form[part].length
    return spot.offset if spot.passage == part else None


def stands_in(form, here, waits, part):
    """Where the beat stands in a passage, for as long as the player likes; None where it goes."""
    gone = here.gone if part == here.part else 0
    if form[part].kind is Kind.CAESURA:
        return 0
    stands = [hold.offset for hold in form[part].holds if hold.offset > gone]
    vamp = form[part].length if part in waits and form[part].kind is Kind.VAMP else None
    return stands[0] if stands else vamp


def behind(form, part):
    """The passages that may come next; None is the end of the form."""
    number = part + 1
    while number < len(form):
        ending = form[number].ending_of
        if ending is None or ending != form[part].ending_of:
            others = [one for one in range(number, len(form)) if form[one].ending_of == ending]
            yield from others if ending is not None else [number]
            if form[number].least:
                return
        number += 1
    yield None


def walked(form, spots, here, waits, steps):
    """Turn by turn and spot by spot: the music to each of them."""
    found, now_us = [None] * len(spots), 0.0
    for number, (part, turns, exit_at) in enumerate(steps):
        passage, vamp = form[part], form[part].kind is Kind.VAMP
        places = [(offset_in(form, spot, part), index) for index, spot in enumerate(spots)]
        places = sorted(place for place in places if place[0] is not None)
        stop = None if exit_at is not None or vamp else stands_in(form, here, waits, part)
        first = here.turn if number == 0 else 0
        for turn in range(first, first + turns):
            at = here.gone if number == 0 and turn == first else 0
            last = turn == first + turns - 1
            end = passage.length if exit_at is None or not last else exit_at
            shift = turn * passage.length if vamp else 0
            for offset, index in places:
                if vamp:
                    meant = turn == 0 and at <= offset < end
                elif spots[index].last or offset == passage.length:
                    meant = last and at <= offset
                else:
                    meant = turn == 0 and at <= offset
                if meant and (stop is None or offset <= stop):
                    now_us += integral_us(passage.law, shift + at, shift + offset)
                    at, found[index] = offset, now_us
            now_us += integral_us(passage.law, shift + at, shift + end)
        for offset, index in places:
            if exit_at is not None and offset == passage.length:
                found[index] = now_us
    part, _, exit_at = steps[-1]
    stands = exit_at is None and (
        form[part].kind is Kind.VAMP or stands_in(form, here, waits, part) is not None
    )
    for index, spot in enumerate(spots):
        at_end = spot[:2] == (len(form) - 1, form[-1].length)
        if at_end and not stands and None in behind(form, part):
            found[index] = now_us
    return found


def tried(form, here, waits, part, steps=()):
    """Every way through a form without vamps, in no order."""
    passage, turn = form[part], here.turn if part == here.part else 0
    for turns in range(max(passage.least, turn + 1), max(passage.most, turn + 1) + 1):
        more = (*steps, Step(part, turns - turn, None))
        if stands_in(form, here, waits, part) is not None:
            yield more
            continue
        for number in behind(form, part):
            if number is None:
                yield more
            else:
                yield from tried(form, here, waits, number, more)


def changed(form, here, steps):
    """What is not as written."""
    count = 0
    for part, turns, _ in steps:
        passage, now = form[part], part == here.part
        total = turns + here.turn if now else turns
        least = max(passage.least, here.turn + 1) if now else passage.least
        count += passage.kind is not Kind.VAMP and total != least
        count += not now and passage.ending_of not in (None, part)
    return count


def alike(music_us, other_us):
    """Whether two routes lead to the same spots in the same time, to a hundredth of a us."""
    return all(
        us == other if us is None or other is None else isclose(us, other, abs_tol=1e-2)
        for us, other in zip(music_us, other_us, strict=True)
    )


FORMS = (
    "A {} 4/4 q=96",
    "B {} 3/4 q=100>60",
    "C {} 7/8 2+2+3 q=60>132 time pickup 1",
    "S {} 2/4 q=90 safety",
    "R {} 3/4 q=80>90 exp 2-4x",
    "Q {} 4/4 q=120 2x",
    "O {} 4/4 q=72 optional",
    "P {} 4/4 q=60 optional fermata 1.2",
    "V {} 4/4 q=96>72 vamp out 1 1.2",
    "W {} 6/8 q.=72 vamp",
    "X {0} 4/4 q=100 or Y {0} 2/4 q=50 2-3x",
    "E 1 4/4 q=100 fermata or F {} 3/4 q=90 or G 4 q=80",
    "H {} 4/4 q=84 count 2",
    "L {} 4/4 q=84 fermata 1.3",
    "tacet {} q=66",
    "// | D {} 2/4 q=100",
)


@st.composite
def asked(draw):
    """A form, a place in it, spots, what waits, and how far to look."""
    parts = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=5, unique=True))
    form = good_cue(play=" | ".join(one.format(draw(st.integers(1, 2))) for one in parts)).passages
    places = st.integers(0, len(form) - 1)

    def offset(number):
        pulse = form[number].meter.beat
        beats = form[number].length // pulse
        return draw(st.integers(0, beats) | st.just(beats)) * pulse

    spots = []
    for number in draw(st.lists(places, max_size=4)):
        last = form[number].most != 1 and draw(st.booleans())
        spots.append(Spot(number, offset(number), last))
    if draw(st.booleans()):
        spots.append(Spot(len(form) - 1, form[-1].length))
    part = draw(places)
    passage = form[part]
    turn = draw(st.integers(0, (passage.most or 4) - 1))
    gone = max(offset(part) - draw(st.sampled_from([0, 1, BEAT // 3])), 0)
    leave_at = None
    if passage.kind is Kind.VAMP and draw(st.booleans()):
        leaves = [turns * passage.length + at for turns in range(3) for at in passage.exits]
        leave_at = draw(st.sampled_from([at for at in leaves if at >= gone]))
    waits = draw(st.just(frozenset()) | st.frozensets(places))
    # No exit lies at a seventh of a microsecond, so that nothing hangs on how a sum is rounded.
    most_us = draw(st.integers(0, 40_000_000)) + 1 / 7
    return form, tuple(spots), Here(part, turn, gone, leave_at), waits, most_us


@given(asked())
def test_each_route_is_a_walk_of_its_steps(question):
    form, spots, here, waits, _ = question
    found = routes(*question)
    assert 1 <= len(found) <= ROUTES_MAX
    assert [route.changes for route in found] == sorted(route.changes for route in found)
    assert len({route.music_us for route in found}) == len(found)
    for route in found:
        assert alike(route.music_us, walked(form, spots, here, waits, route.steps))
        assert route.changes == changed(form, here, route.steps)
        assert route.steps[0].part == here.part
        assert all(step.turns > 0 for step in route.steps)
        for step, after in pairwise(route.steps):
            assert after.part in behind(form, step.part)
            decided = step.part == here.part and here.leave_at is not None
            assert decided or stands_in(form, here, waits, step.part) is None
            assert (step.exit in form[step.part].exits) == (form[step.part].kind is Kind.VAMP)


@given(asked())
def test_the_first_route_is_as_written_and_out_of_vamps_as_soon_as_can_be(question):
    form, _, here, _, _ = question
    first = routes(*question)[0]
    assert first.changes == 0
    number = here.part
    for step in first.steps:
        assert step.part == number
        number = following(form, number)
        soonest = [at for at in form[step.part].exits if step.part != here.part or at > here.gone]
        if step.exit is not None and (step.part != here.part or here.leave_at is None):
            turns, exit_at = (1, soonest[0]) if soonest else (2, form[step.part].exits[0])
            assert (step.turns, step.exit) == (turns, exit_at)


@given(asked())
def test_music_ascends_along_a_route(question):
    form, spots, _, _, _ = question
    for route in routes(*question):
        placed = []
        for (part, offset, last), us in zip(spots, route.music_us, strict=True):
            passage = form[part]
            at_end = offset == passage.length
            if us is not None and not (at_end and part == len(form) - 1):
                last_turn = at_end or (last and passage.kind is not Kind.VAMP)
                placed.append((part, last_turn, offset, us))
        placed.sort()
        assert all(us >= 0 for *_, us in placed)
        assert all(one[3] <= other[3] for one, other in pairwise(placed))


@given(asked())
def test_no_way_is_missing(question):
    form, spots, here, waits, _ = question
    assume(all(passage.kind is not Kind.VAMP for passage in form))
    steps = list(islice(tried(form, here, waits, here.part), ROUTES_MAX + 1))
    assume(len(steps) <= ROUTES_MAX)
    found = routes(form, spots, here, waits, inf)
    for way in steps:
        music_us = walked(form, spots, here, waits, way)
        (same,) = [one for one in found if alike(one.music_us, music_us)]
        assert same.changes <= changed(form, here, way)


def parting_us(form, here, waits, steps):
    """Where the last of these steps parts from one turn less, or from the exit before."""
    *before, (part, turns, exit_at) = steps
    exits = form[part].exits
    if exit_at is None:
        spot, step = Spot(part, 0, last=True), Step(part, turns, None)
    else:
        number = exits.index(exit_at)
        spot = Spot(part, form[part].length)
        step = Step(part, turns - (not number), exits[number - 1])
        if not step.turns or (not before and step.turns == 1 and step.exit <= here.gone):
            return 0.0
    (us,) = walked(form, [spot], here, waits, [*before, step])
    return us or 0.0


@given(asked())
def test_beyond_what_is_of_interest_the_form_stays_as_written(question):
    form, spots, here, waits, most_us = question
    found = routes(*question)
    for route in found:
        for number, step in enumerate(route.steps):
            decided = number == 0 and here.leave_at is not None
            if changed(form, here, [step]) or (step.exit is not None and not decided):
                steps = route.steps[: number + 1]
                assert parting_us(form, here, waits, steps) <= most_us
    assert routes(form, spots, here, waits, -1.0) == found[:1]
