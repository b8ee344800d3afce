"""`rig schema`: an editor takes every line of a hands file that the rig takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handlines import Hall, patched, plain
from test_schema import BASES, mistakes
from written import document, told

from rig.hands.commands import Verb
from rig.hands.read import read_hands

WRONG = (
    *("'strings trim 6 dB'", "'lean 6 %'", "'panic 2'", "1", "''", "'strings jump pp-ff'"),
    *("'nudge 2'", "'nudge +2'", "'tempo 96'", "'tempo q=96 over 4'", "'tempo q=96>80'"),
    *("'lead hand/flim'", "'lead hand/'", "'go to'", "'go now'"),
)
RIGHT = (
    *(f"'{verb.value}'" for verb in Verb),
    *("'panic 2.5s'", "'lean -6..+6.5 %'", "'flöten trim -12..+6 dB'", "'all jump'"),
    *("'all jump pp..ff'", "'lead hand'", "'lead hand/film'", "'lead sheet/hand/film'"),
    *("'nudge +2 %'", "'nudge -0.5 %'", "'nudge 20 %'", "'go to 3A'", "'go to 1'"),
    *("'tempo q=96'", "'tempo q.=60 over 3s'", "'tempo h=60.5 over 1 beat'"),
    *("'all'", "'strings'", "'all catch pp..ff curve s'", "'strings ff..pp steps 5 gate 2 %'"),
    *("'strings smooth 1.5 Hz'", "'strings points 0:0 50:20 100:100 relative'", "'tacet all'"),
    *("'sheet strings'", "'strings ff'", "'hall-level'", "'hall-level=0.4'", "'note'"),
    *("'hall /reverb <f> -40..0 dB catch'", "'hall /bell 67'", "'back | hold: panic 2s'"),
    *("'press: back | release: note | double: skip'", "'back | with b: seen'"),
    *("'lean curve s -6..+6 %'", "'long: hall /bell 67 | crack'"),
    *("'tempo e=96 over 4 beats'", "'crack'", "'big bell'", "'half moon'", "'back door'"),
)
SOUNDS = ("crack", "big bell", "half moon", "back door")
TOP_WRONG = (
    *("guard = '250'", "guard = 250", "a = 'go'"),
    *("reaction = '210'", "reaction = 210", "reaction = '0.2 s'"),
)
TOP_RIGHT = tuple(
    f"{key} = '{ms} ms'" for key, most in (("guard", 5000), ("reaction", 600)) for ms in (0, most)
)


def problems(text: str) -> str:
    """What is wrong with a hands file, as the rig reads it."""
    one = document(text)
    known = patched(("flöten", "strings"), SOUNDS)
    read_hands(one, {"x": replace(plain("a", "b"), name="x")}, known, Hall())
    return told(one.problems)


@pytest.mark.parametrize("line", [*(f"x.a = {one}" for one in WRONG), *TOP_WRONG])
def test_what_is_wrong_in_hands_is_refused(line):
    assert mistakes("hands", BASES["hands"] + line)
    assert problems(BASES["hands"] + line)


@pytest.mark.parametrize("line", [*(f"x.a = {one}" for one in RIGHT), *TOP_RIGHT])
def test_what_is_right_in_hands_is_taken(line):
    assert problems(BASES["hands"] + line) == ""
    assert mistakes("hands", BASES["hands"] + line) == []
