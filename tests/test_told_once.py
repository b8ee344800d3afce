"""One mistake is one problem: what a wrong word makes of the rest of a sheet is not told."""

from __future__ import annotations

import pytest
from written import caret, cue, line, read_text, sheet_text


def carets(*cues):
    return [caret(problem) for problem in read_text(sheet_text(*cues))[1]]


@pytest.mark.parametrize(
    ("play", "under"),
    [
        ("A q=96 | B 4", "A"),
        ("A 4 q=96 | X 1 vamp or Y 2", "X 1 vamp"),
        ('A 4 q=96 | X 1 or Y 1 vamp "a b"', 'Y 1 vamp "a b"'),
    ],
)
def test_what_a_wrong_item_says_of_meter_and_tempo_holds(play, under):
    assert carets(cue(play=play)) == [under]


def test_a_time_that_cannot_be_read_is_not_missing_too():
    assert carets(cue(), cue("2", on="time", look="soon", play="A 1")) == ["soon"]


def test_a_mistake_in_a_theme_is_told_there_and_not_where_it_is_recalled():
    theme = f"[theme.GREEN]\n{line('play', 'A q=96')}"
    assert carets(theme, cue(play="GREEN")) == ["A"]
