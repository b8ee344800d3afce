"""A tempo search that looks at every beat, one after the other, and music to be searched."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from rig.desk.asked import Beat
from rig.desk.beats import combs
from rig.desk.reading import Search, Target
from rig.score.form import Meter

METERS = (Meter(3, 4), Meter(4, 4), Meter(6, 8), Meter(7, 8, (2, 2, 3)), Meter(1, 4), Meter(2, 2))
FELT = {meter: combs(meter, Beat.FELT) for meter in METERS}
EARLY_S, LATE_S = 0.06, 0.1


def target(at_s, meter=METERS[1], weight=1, on=Beat.FELT, **said):
    known = {"early_s": EARLY_S, "late_s": LATE_S, "combs": combs(meter, on)}
    return Target(at_s=at_s, weight=weight, **(known | said))


def search(targets, meter=METERS[1], **said):
    return Search(tuple(targets), bar=meter.bar / meter.pulse, **said)


def counted(off_s, one):
    """1 while the music is not more off than the tolerance, nothing from twice that on."""
    misses = off_s / one.late_s if off_s > 0 else -off_s / one.early_s
    return min(max(2 - misses, 0), 1)


def beat_times(music, comb, v, start_s):
    """When every beat of a comb sounds; far behind every hit where the music has no end."""
    last_s = max(one.at_s for one in music.targets) + 10
    bars = min(music.most_bars, (last_s - start_s) * v / music.bar + 2)
    turns = range(-int(music.lead / comb.period) - 2, int(bars * music.bar / comb.period) + 2)
    beats = (tooth + turn * comb.period for turn in turns for tooth in comb.teeth)
    return [
        start_s + (beat + music.lead) / v
        for beat in beats
        if -music.lead - 1e-6 <= beat <= bars * music.bar + 1e-6
    ]


def oracle_gain(music, v, start_s):
    total = 0.0
    for one in music.targets:
        if one.beat is not None:
            total += one.weight * counted(start_s + (one.beat + music.lead) / v - one.at_s, one)
        for comb in one.combs:
            times = beat_times(music, comb, v, start_s)
            best = max((counted(at - one.at_s, one) for at in times), default=0)
            total += one.weight * comb.share * best
    return total


def oracle_chance(music, v):
    """The mean of the score over a bar, summed at 4,000 moments in it."""
    total = 0.0
    for one in music.targets:
        moments = (np.arange(4000) + 0.5) / 4000 * music.bar / v
        for comb in one.combs:
            turns = range(-2, int(music.bar / comb.period) + 3)
            beats = np.array([tooth + turn * comb.period for turn in turns for tooth in comb.teeth])
            off = beats[:, None] / v - moments[None, :]
            misses = np.where(off > 0, off / one.late_s, -off / one.early_s)
            total += one.weight * comb.share * np.clip(2 - misses, 0, 1).max(axis=0).mean()
    return total


@st.composite
def searches(draw):
    meter = draw(st.sampled_from(METERS))
    on = draw(st.sampled_from(Beat))
    given_beat = st.none() | st.integers(0, 40).map(lambda beat: beat / 2)
    targets = []
    for _ in range(draw(st.integers(1, 5))):
        beat = draw(given_beat)
        targets.append(
            target(
                draw(st.integers(-300, 3000)) / 100,
                weight=draw(st.integers(1, 3)),
                early_s=draw(st.sampled_from([0.01, 0.03, 0.06, 0.4])),
                late_s=draw(st.sampled_from([0.02, 0.05, 0.1, 0.5])),
                beat=beat,
                combs=combs(meter, on) if beat is None else (),
            )
        )
    return search(
        targets,
        meter,
        lead=draw(st.sampled_from([0.0, 0.5, 1.0, 4.0])),
        most_bars=draw(st.sampled_from([1, 3, 8, 9999])),
    )


TEMPI = np.array([10, 59.75, 60, 97.3, 119, 120, 150.25, 240, 480]) / 60
STARTS_S = np.array([0.0, -2.0, -0.3, 0.071, 1.9])
