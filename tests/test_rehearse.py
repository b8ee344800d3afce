"""Rehearsing many nights: the same for the same seed, told in a table and to tools."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sources import ROOT
from stagehands import complained, rig_command

from rig.rehearsal.chances import Kind
from rig.rehearsal.figures import Spread, figures, lines
from rig.rehearsal.rehearse import as_written, night
from rig.rehearsal.verdict import Verdict
from rig.venue.load import load

REHEARSAL = ROOT / "examples" / "rehearsal" / "show.toml"
SHOW = load(str(REHEARSAL)).show
DEMO = ROOT / "examples" / "demo" / "show.toml"


@pytest.fixture
def rig(tmp_path):
    return rig_command(tmp_path)


@pytest.mark.parametrize("kind", [Kind.STEADY, Kind.EXACT])
def test_a_night_is_the_same_for_the_same_seed_and_no_other(kind):
    show = load(str(DEMO)).show
    assert night(show, kind, 7, 0) == night(show, kind, 7, 0)
    offs = {
        tuple(one.fall.off for one in night(show, kind, seed, number).scored)
        for seed, number in ((7, 0), (7, 1), (8, 0))
    }
    assert len(offs) == 3


def test_as_written_nothing_bends():
    show = as_written(load(str(DEMO)).show)
    assert night(show, Kind.STEADY, 1, 0).bends.largest == 0


def test_a_spread_is_the_least_that_so_many_are_within():
    off = [*range(-50, 50)]
    spread = Spread.of([*off, None])
    ordered = sorted(map(abs, off))
    for percent in (50, 95, 99, 100):
        bound = spread.within(percent)
        assert sum(one <= bound for one in ordered) >= percent
        assert sum(one < bound for one in ordered) < percent
    assert Spread.of([]).within(50) is None


def test_figures_that_miss_their_aim_have_a_line_of_words():
    show = load(str(DEMO)).show
    outcome = night(show, Kind.STEADY, 7, 0)
    bad = tuple(
        one._replace(fall=replace(one.fall, verdict=Verdict.COUNTED, off=off))
        for one, off in zip(outcome.scored, (0.5, -3.0, 9.0, 0.1), strict=False)
    )
    faults = figures(Kind.STEADY, [outcome._replace(scored=bad)]).faults
    assert "95 % are within 9.0 frames; the aim is 2.5" in faults
    assert "99 % are within 9.0 frames; the aim is 4" in faults
    good = tuple(one._replace(fall=replace(one.fall, off=0.5)) for one in bad)
    assert figures(Kind.STEADY, [outcome._replace(scored=good)]).faults == []
    jumped = outcome._replace(scored=good, jumps=2)
    assert figures(Kind.STEADY, [jumped]).faults == ["the beat jumped 2 times"]


def test_the_table_fits_a_terminal():
    show = load(str(DEMO)).show
    by_kind = {kind: [night(show, kind, 7, 0)] for kind in (Kind.STEADY, Kind.SPLICE)}
    told = lines(show, 7, by_kind)
    assert max(map(len, told)) <= 80
    assert told[0] == "1 nights of each kind, seed 7: 4 cues, 4 hits"


def test_the_command_tells_the_same_in_every_process(rig):
    words = ("rehearse", DEMO, "--nights", "2", "--seed", "3", "--kind", "steady")
    first, second = rig(*words, "--json"), rig(*words, "--json")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    told = json.loads(first.stdout)
    steady = told["nights"].pop("steady")
    assert not told["nights"]
    assert steady["nights"] == 2
    counted = steady["film"]["hits"] + sum(one["hits"] for one in steady["apart"].values())
    assert counted + sum(steady["out_of_reach"].values()) == steady["hits"] == 8
    table = rig(*words)
    assert "steady" in table.stdout


def test_a_kind_that_the_film_cannot_have_is_said(rig):
    run = rig("rehearse", DEMO, "--nights", "1", "--kind", "swap")
    assert run.returncode == 0
    assert "swap: not played, the film has no two reels" in run.stdout


@pytest.mark.parametrize(
    "words", [("--nights", "0"), ("--nights", "some"), ("--kind", "noise"), ("--seed", "x")]
)
def test_wrong_words_are_refused_with_two(rig, words):
    run = rig("rehearse", DEMO, *words)
    assert (run.returncode, run.stdout) == (2, "")
    assert "error: " in run.stderr


def test_a_show_that_is_not_there_is_one_message(rig, tmp_path):
    path = tmp_path / "none.toml"
    assert complained(rig("rehearse", path), str(path))


def test_the_show_to_rehearse_with_has_no_problem_and_many_hits(rig):
    run = rig("check", REHEARSAL)
    assert (run.returncode, run.stderr) == (0, "")
    assert "28 cues" in run.stdout
    assert "no problems" in run.stdout
    hits = [len(one.cue.hits) for one in SHOW.programmes]
    assert len(hits) == 28
    assert set(hits) == {2, 3, 4}
    assert 3600 < SHOW.film.end / 24 < 4200
