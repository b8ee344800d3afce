"""Films for tests: with reels, copies and speeds that change."""

from __future__ import annotations

from fractions import Fraction

from written import document, told

from rig.score.film import Film
from rig.score.pace import Pace
from rig.score.read_film import read_film


def steady(speed: Fraction | int | str, **known: object) -> Film:
    """A film at one speed."""
    return Film("", "", "", Pace.steady(Fraction(speed)), **known)


def film(*lines: str) -> Film:
    """The film of a table, which must be without a problem."""
    one = document("\n".join(["rig = 1", "[film]", *lines]))
    read = read_film(one)
    assert not one.problems, told(one.problems)
    return read


REELS = 'reels = "R1 0+00 | R2 842+05 from 12+00 | R3 1690+00 marks 200 28 | end 2480+10"'
SPEEDS = 'speed = "18, R2 20, R2 412+08 22, 0:27:00+00 24"'
COPIES = (
    'copy = "dvd 25 fps 10:00:00:00 = 0:00'
    ' | file 24000/1001 fps 01:00:00:00 = #0, 01:20:10:05 = R3 0+00, 01:30:00:00 = R3 end"'
)
DROP = 'copy = "tape 30000/1001 fps 01:00:00;00 = 0:00"'

WHOLE = film(REELS, SPEEDS, COPIES)
"""Three reels, four speeds, and two copies: one in the film's own time, one by landmarks."""

MANY = (
    *(steady(speed) for speed in (8, 16, 18, "200/11", 20, "24000/1001", 24, 25, 60)),
    WHOLE,
    film(SPEEDS.replace("R2 412+08", "900+00").replace("R2", "842+05"), 'gauge = "35mm"'),
    film("speed = 18", COPIES.partition(" |")[0] + '"'),
    film("speed = 24", DROP),
    film("speed = 18", 'gauge = "16mm"', 'reels = "R4 0+39 from 3+00 | R5 100+00"'),
    film('speed = "18, 84+03.58 20"', 'gauge = "Super 8"', 'copy = "slow 16 fps 0:10.5 = 0:00"'),
)
"""One of each kind."""
