"""Nights at a projector, with presses, for the film clock: what truly happened is known.

Nothing here is shared with the estimator, not even a number. Print what the film clock reaches with
``python tests/projected.py [nights]``: errors of the predicted instant of the frames shown between
one press and the next, pooled, from the third right press on.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import sqrt

import numpy as np

from rig.conductor.sightings import Booth, Sighting, estimate
from rig.score.pace import Pace

JITTER_S = 0.060
WANDER_SD, WANDER_RATE = 0.0012, 1 / 100
"""Of the wandering speed: about 0.3 % at most, remembered for some minutes; its rate in 1/s."""
FAST_PRESSES_S, SLOW_PRESSES_S = 60.0, 120.0
DRIFT_PER_HOUR = 0.01
SNAPPED = (16, Fraction(200, 11), 18, 20, Fraction(240, 11), 22, 24, 25)
PROMISES = (16, 18, 20, 22, 24, 25)

TWENTY = Booth(Pace.steady(Fraction(20)))


@dataclass(frozen=True)
class Night:
    """The film moves; the presses come; what was meant is known."""

    promised: Fraction
    frames: tuple[float, ...]
    """The film's place at each whole second since it started."""
    late_s: float
    splice_s: float
    lost: float
    """From when on frames are missing, in seconds since the film started; how many."""
    events_s: tuple[float, ...]
    """When each press was due, in seconds since the film started."""
    sightings: tuple[Sighting, ...]
    right: tuple[bool, ...]

    @property
    def booth(self) -> Booth:
        return Booth(Pace.steady(self.promised))

    def frame_at(self, since_s: float) -> float:
        whole = int(since_s)
        frame = self.frames[whole]
        frame += (since_s - whole) * (self.frames[whole + 1] - frame)
        return frame + (self.lost if since_s >= self.splice_s else 0)


def wandering(chance: random.Random, seconds: int) -> list[float]:
    """Smooth noise: white noise through two equal low-pass filters, second by second."""
    first = second = 0.0
    found = []
    warm_up = round(10 / WANDER_RATE)
    for _ in range(seconds + warm_up):
        first += -WANDER_RATE * first + chance.gauss(0, 2 * WANDER_SD * sqrt(WANDER_RATE))
        second += WANDER_RATE * (first - second)
        found.append(second)
    return found[warm_up:]


def speeds(chance: random.Random) -> tuple[float, Fraction]:
    """The true speed and the promised one, at most a fifth apart; half are such as a motor has."""
    while True:
        if chance.random() < 1 / 2:
            true, promised = Fraction(chance.choice(SNAPPED)), Fraction(chance.choice(PROMISES))
        else:
            true = Fraction(chance.uniform(16, 25))
            promised = Fraction(round(10 * float(true) / chance.uniform(0.8, 1.2)), 10)
        if abs(true / promised - 1) <= Fraction(1, 5):
            return float(true), promised


def night(seed: int, kind: str = "steady", presses: int = 45, lost: float = 0.0) -> Night:
    """``steady``, ``drift`` or ``wander``; the splice, if frames are lost, is about the middle."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311 - noise, no secret
    due = [chance.uniform(20, 100)]
    while len(due) < presses:
        due.append(due[-1] + chance.uniform(FAST_PRESSES_S, SLOW_PRESSES_S))
    speed, promised = speeds(chance)
    seconds = round(due[-1]) + 200
    off = [0.0] * seconds
    if kind == "drift":
        per_second = chance.choice((-1, 1)) * DRIFT_PER_HOUR / 3600
        off = [second * per_second for second in range(seconds)]
    elif kind == "wander":
        off = wandering(chance, seconds)
    frames = tuple(accumulate((speed * (1 + one) for one in off), initial=0.0))
    late_s = chance.uniform(0, 60) if chance.random() < 4 / 5 else 0.0
    splice_s = (chance.uniform(0.4, 0.6) if lost else 2) * due[-1]
    bare = Night(promised, frames, late_s, splice_s, lost, tuple(due), (), ())
    sightings, right = [Sighting(round(chance.gauss(0, JITTER_S) * 1e6), 0)], [late_s == 0]
    for number, event_s in enumerate(due):
        meant_s, off_s, fine = event_s, chance.gauss(0, JITTER_S), chance.random() >= 1 / 10
        if not fine and chance.random() < 1 / 2:
            off_s += chance.choice((-1, 1)) * chance.uniform(1, 8)
        elif not fine:
            beside = number + chance.choice((-1, 1))
            meant_s = due[beside if 0 <= beside < presses else 2 * number - beside]
        frame = round(bare.frame_at(meant_s))
        # the event is on the screen when its whole frame begins
        late_frame_s = (frame - bare.frame_at(meant_s)) / speed
        at_s = late_s + event_s + off_s + late_frame_s
        sightings.append(Sighting(round(at_s * 1e6), frame))
        right.append(fine)
    return Night(
        promised, frames, late_s, splice_s, lost, tuple(due), tuple(sightings), tuple(right)
    )


def presses(places, jitter_s=0.0, seed=7):
    """Sightings of ``(frame, second)``, each a little off."""
    chance = random.Random(seed)  # noqa: S311 - noise, no secret
    return [Sighting(round((at + chance.gauss(0, jitter_s)) * 1e6), frame) for frame, at in places]


def shown(speed, seconds, late_s=0.0, lost=0):
    """Where a film of one speed is, at so many seconds by the clock of the start press."""
    return [(round(speed * (at - late_s)) + lost, at) for at in seconds]


def off_s(film, booth, places):
    """How far off the estimate is, at worst, in seconds."""
    return max(abs(film.us_at(booth.pace.us_at(frame)) / 1e6 - at) for frame, at in places)


def asked(one: Night):
    """For each press from the third right one on: its number, and instants until the next.

    What lies between a splice and the second right press after it is counted apart: left out.
    """
    right = spliced = 0
    for number in range(1, len(one.sightings) - 1):
        due_s, next_s = one.events_s[number - 1 : number + 1]
        right += one.right[number]
        spliced += one.right[number] and due_s >= one.splice_s
        if right < 3 or (next_s > one.splice_s and spliced < 2):
            continue
        yield number, [due_s + (next_s - due_s) * part / 5 for part in range(1, 6)]


def errors_ms(one: Night) -> list[float]:
    """How far off the film clock's predictions are, in the night's own order."""
    pace = one.booth.pace
    found = []
    for number, instants_s in asked(one):
        film = estimate(one.booth, one.sightings[: number + 1])
        for at_s in instants_s:
            film_us = float(one.frame_at(at_s) / pace.stretches[0].speed) * 1e6
            found.append((film.us_at(round(film_us)) / 1e6 - one.late_s - at_s) * 1e3)
    return found


def smoothed_errors_ms(one: Night) -> list[float]:
    """The same of the best linear smoother, told everything but the speed and the start.

    That is the noise, the process and which presses are wrong. Generalised least squares: the
    film's place is a line and the integral of noise of covariance
    ``sd^2 (1 + rate d) exp(-rate d)``, of which the double integral is known in closed form.
    """

    def grown(gap_s):
        d = np.abs(gap_s) * WANDER_RATE
        return (WANDER_SD / WANDER_RATE) ** 2 * (2 * d - 3 + (3 + d) * np.exp(-d))

    def covariance(a, b):
        return grown(a)[:, None] + grown(b)[None, :] - grown(a[:, None] - b[None, :])

    speed = one.frames[1]
    found = []
    for number, instants_s in asked(one):
        marks = [
            mark
            for mark, fine in zip(one.sightings[1 : number + 1], one.right[1:], strict=False)
            if fine
        ]
        film_s = np.array([float(mark.frame) for mark in marks]) / speed
        at_s = np.array([mark.at_us for mark in marks]) / 1e6
        there_s = np.array([one.frame_at(at) for at in instants_s]) / speed
        noise = covariance(film_s, film_s) + JITTER_S**2 * np.eye(len(marks))
        line = np.stack((np.ones_like(film_s), film_s), axis=1)
        weighed = np.linalg.solve(noise, line)
        fit = np.linalg.lstsq(line.T @ weighed, weighed.T @ at_s, rcond=None)[0]
        rest = np.linalg.solve(noise, at_s - line @ fit)
        predicted = fit[0] + fit[1] * there_s + covariance(there_s, film_s) @ rest
        found += list((predicted - one.late_s - np.array(instants_s)) * 1e3)
    return found


def part(values: list[float], share: float) -> float:
    """The size under which a share of the errors stays."""
    return sorted(abs(value) for value in values)[int(share * len(values))]


def rms(values: list[float]) -> float:
    return sqrt(sum(value * value for value in values) / len(values))


def main(nights: int) -> None:
    for kind, lost in (
        ("steady", 0),
        ("steady", 200),
        ("steady", 2880),
        ("drift", 0),
        ("wander", 0),
    ):
        shown = [night(seed, kind, lost=lost) for seed in range(nights)]
        ours = [error for one in shown for error in errors_ms(one)]
        line = f"{kind:6} {lost:4} lost: 95 % within {part(ours, 0.95):.0f} ms"
        line += f", 99 % within {part(ours, 0.99):.0f} ms, rms {rms(ours):.0f} ms"
        if kind == "wander":
            line += f", smoother {rms([one for it in shown for one in smoothed_errors_ms(it)]):.0f}"
        print(line, flush=True)  # noqa: T201 - it is for reading


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
