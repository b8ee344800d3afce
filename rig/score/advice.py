"""What a sheet may not mean: advice in musical words, worth reading because it is rare."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.score.measure import SECOND_US
from rig.score.names import slips
from rig.score.pointing import hit_item, last_item, line_of, press_item, under, word
from rig.score.positions import write_position
from rig.score.presses import presses_of
from rig.score.reach import Cut, Missed, Overtaken, survey
from rig.score.sheet import Act, Lead
from rig.score.tempo import Steady
from rig.score.told import off_told, seconds_told, tempo_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.document import Document
    from rig.score.measure import Micros
    from rig.score.plan import Plan, PlannedCue
    from rig.score.sheet import Cue, Hit

SILENCE_US: Final = 20 * SECOND_US
"""How long nothing may sound between two cues before it is worth a word."""

GUARD_US: Final = 250_000
"""How soon after a press the same one counts again, as long as the hands say nothing else."""

_PPM_PER_PERCENT: Final = 10_000


def advise(document: Document, plan: Plan) -> None:
    """Note in a sheet's document, which has no problems, what it may not mean."""
    assert not document.problems, "advice is for a sheet that can be played"
    found = survey(plan)
    for missed in found.missed:
        _missed(document, plan, missed)
    for overtaken in found.overtaken:
        _overtaken(document, plan, overtaken)
    for cut in found.cut:
        _cut(document, plan, cut)
    _silences(document, plan)
    _windows(document, plan)
    _presses(document, plan)
    _themes(document, plan)
    _stops(document, plan)
    _names(document, plan)
    document.advice.sort(key=lambda one: (one.line, one.column))


def _missed(document: Document, plan: Plan, missed: Missed) -> None:
    planned = plan.cues[missed.cue]
    cue, hit = planned.cue, missed.hit
    place = hit_item(document, plan.sheet, missed.cue, hit)
    after = plan.cues[missed.cue + 1] if missed.cue + 1 < len(plan.cues) else None
    if missed.due_us < planned.begin_us:
        at = (
            write_position(planned.cue.look.expected, plan.sheet.film)
            if planned.cue.look
            else "later"
        )
        under(place, f"this is on the screen before cue {cue.number} begins ({at})")
    elif after is not None and not after.cue.starts_itself and missed.due_us > after.begin_us:
        under(place, f"this is on the screen when cue {after.cue.number} has begun already")
    else:
        under(place, _too_far(plan, planned, hit, missed))


def _too_far(plan: Plan, planned: PlannedCue, hit: Hit, missed: Missed) -> str:
    """What the tempo would have to be, what it may be, and how far off that leaves the hit."""
    cue = planned.cue
    off = "as written the music is not there"
    written_us = next((one.off_us for one in planned.hits if one.hit == hit), None)
    if written_us is not None:
        off = f"as written the music is {off_told(written_us, hit.frame, plan.sheet.film)}"
    since = f"from {missed.since.text or 'the hit before'} on" if missed.since else "from its start"
    pace = missed.pace
    if pace is None:
        return f"{off}, and no tempo helps: write fewer bars before it"
    percent = abs(pace - 1) * 100
    needs = f"{percent:.1f} % {'faster' if pace > 1 else 'slower'}"
    assert hit.spot is not None, "a hit without a place cannot be missed"
    passage = cue.passages[max(hit.spot.passage - (hit.spot.offset == 0), 0)]
    if isinstance(passage.law, Steady):
        needs = f"{tempo_told(passage.law.bpm * Fraction(pace), passage.meter)} ({needs})"
    if cue.lead is Lead.SHEET:
        gives = "lead = sheet gives nothing"
    else:
        ppm = cue.bend.faster_ppm if pace > 1 else cue.bend.slower_ppm
        gives = f"bend gives {ppm / _PPM_PER_PERCENT:g} %"
    more = f", more exits out of {missed.vamp}" if missed.vamp else ""
    bars = "fewer bars" if pace > 1 else "more bars"
    return f"{off}; {since} it needs {needs}, and {gives}: another tempo, {bars}{more}?"


def _overtaken(document: Document, plan: Plan, overtaken: Overtaken) -> None:
    cue = plan.cues[overtaken.cue].cue
    press = cue.presses[overtaken.press]
    name = cue.passages[press.passage].name
    what = "the fermata in " * (press.hold is not None) + name
    place = press_item(document, cue, press)
    late = seconds_told(overtaken.by_us)
    under(place, f"{what} comes {late} after this press at the soonest: fewer bars before it?")


def _cut(document: Document, plan: Plan, cut: Cut) -> None:
    cue, after = plan.cues[cut.cue].cue, plan.cues[cut.cue + 1].cue
    under(
        last_item(document, cue),
        f"cue {after.number} begins {seconds_told(cut.by_us)} before this can be over, and cuts it:"
        " fewer bars, or a vamp that is left in time?",
    )


def _silences(document: Document, plan: Plan) -> None:
    """Music that is over long before the next begins, where nothing goes on sounding."""
    sounding: set[str] = set()
    for planned, after in pairwise(plan.cues):
        cue = planned.cue
        for fire in cue.fires:
            if fire.act is Act.START:
                sounding.add(fire.name)
            elif fire.act is Act.STOP:
                sounding.discard(fire.name)
        silent_us = after.begin_us - planned.end_us
        if silent_us > SILENCE_US and cue.passages and not sounding:
            under(
                last_item(document, cue),
                f"this is over {seconds_told(silent_us)} before cue {after.cue.number} begins:"
                " more bars, or a vamp?",
            )


def _windows(document: Document, plan: Plan) -> None:
    """Windows in which a press for one cue may be taken for another's."""
    looked = [cue for cue in plan.sheet.cues if cue.look is not None]
    for cue, after in pairwise(looked):
        if cue.look is None or after.look is None:
            continue
        line = line_of(document, ("cue", after.number), "look")
        if after.look.expected < cue.look.expected:
            told = write_position(cue.look.expected, plan.sheet.film)
            message = f"cue {cue.number}, before it, is expected later ({told}): is one mistyped?"
            line.advise(message)
        elif (
            cue.look.overdue is not None
            and after.look.begin is not None
            and after.look.begin < cue.look.overdue
        ):
            told = write_position(cue.look.overdue, plan.sheet.film)
            message = f"overlaps the look of cue {cue.number}, which ends at {told}"
            line.advise(message)


def _presses(document: Document, plan: Plan) -> None:
    """Presses expected so close together that the second may be refused as a bounce."""
    pace = plan.sheet.film.pace
    last_us: Micros | None = None
    for number, press in presses_of(plan.sheet):
        cue = plan.sheet.cues[number]
        look = cue.look if press is None else press.look
        if look is None:
            continue
        us = pace.us_at(look.expected)
        if last_us is not None and 0 <= us - last_us < GUARD_US:
            ms = (us - last_us) // 1000
            message = f"expected {ms} ms after the press before: it would count as a bounce"
            if press is None:
                line_of(document, ("cue", cue.number), "look").advise(message)
            else:
                under(press_item(document, cue, press), message)
        last_us = us


def _themes(document: Document, plan: Plan) -> None:
    used = {passage.theme for cue in plan.sheet.cues for passage in cue.passages}
    for theme in plan.sheet.themes:
        if theme.name not in used:
            line, column = document.places["theme", theme.name]
            document.advise(line, column, len(f"theme.{theme.name}"), "this theme is never played")


def _stops(document: Document, plan: Plan) -> None:
    """Stops of what nothing has started."""
    started: set[str] = set()
    for cue in plan.sheet.cues:
        started |= {fire.name for fire in cue.fires if fire.act in (Act.START, Act.TRIGGER)}
        for fire in cue.fires:
            if fire.act is Act.STOP and fire.name not in started:
                place = word(document, cue, "fire", f"-{fire.name}")
                under(place, f"nothing has started {fire.name} before: write {fire.name}~ there")


def _names(document: Document, plan: Plan) -> None:
    """Names of groups and sounds that may be misspelt."""
    for key, names in (("dyn", _groups), ("fire", _sounds)):
        uses: dict[str, int] = {}
        first: dict[str, Cue] = {}
        for cue in plan.sheet.cues:
            for name in names(cue):
                uses[name] = uses.get(name, 0) + 1
                first.setdefault(name, cue)
        for name, meant in slips(uses):
            place = word(document, first[name], key, name)
            under(place, f"{name} stands only here; is {meant} meant?")


def _groups(cue: Cue) -> Iterator[str]:
    return (name for name, _ in cue.dynamics)


def _sounds(cue: Cue) -> Iterator[str]:
    return (fire.name for fire in cue.fires)
