"""A sheet with something of everything, to be drawn and printed; and how it is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from written import document

from rig.score.plan import plan
from rig.score.read import read_sheet

if TYPE_CHECKING:
    from rig.score.plan import Plan

FAR_NORTH = """
rig = 1
[film]
title = "Far North <silent> & tinted -- cut"
print = "Москва, 1926"
zero = "first frame"
speed = "18, R2 20"
reels = "R1 0+00 | R2 120+00 | end 400+00"
[theme.RED]
play = "A 4 4/4 q=120"
dyn = "brass mf"
[theme.Ice]
colour = "#2a7f9e"
play = "A 4 3/4 q=90 | B 4"
note = "cold"
[cue.1]
on = "screening: the Neva, <ice> & smoke"
play = '''A 6 4/4 q=72 "con moto" count 4 pickup 1 | RED q=60 +3 | tacet 4 | B 1 3x | O 4 optional
S 1 safety | X 4 or Y 6 | Q 2 7/8 2+2+3 | // | E 1 4/4 fermata max 3s'''
press = "// 1:50 a hand -- and $x_1$"
hits = "1:00 B1 the first gun !! | 1:08 ~ anything ! | 1:15 X1 crash !!! -20+40ms hand crack"
dyn = "strings pp, B1 <, S1 ff | brass tacet, B1 mp"
fire = "hall=0.4, A1 sea~, B1 bell, Q1 -sea"
[cue.2]
on = "title: 日本 Корабль"
look = "2:05 2:10 2:25"
enter = "bar"
play = "Ice | V 4 vamp out 2 4 | Z 4 q=90>60 exp | RED 1-2"
press = "V 2:40 he goes"
dyn = "harp p"
note = "do not look up"
leave = "fade 3s"
[cue."2b"]
on = "action: cut short"
look = "3:00"
play = "A 20 4/4 q=60"
hits = "3:08+04 A3 the mast !!!"
dyn = "brass p"
[cue.3]
on = "time"
look = "3:20"
fire = "gong"
[cue.4]
on = "action: nobody knows when"
"""


def planned(text: str = FAR_NORTH) -> Plan:
    """How a sheet would play."""
    read = document(text)
    sheet = read_sheet(read)
    assert read.problems == []
    return plan(sheet)
