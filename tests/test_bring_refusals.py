"""What is typed behind ``rig import`` and ``rig export``, and what that must never do."""

from __future__ import annotations

import pytest
from written import cue, sheet_text

from rig.desk.bring import bring_in, bring_out
from rig.errors import FileError, RigError

SHEET = sheet_text(
    cue(play="A 4 q=60 | V 4 vamp"),
    cue("2", on="action: a door", look="8:20+01", play="B 4 q=100", hits="8:21 ~ a hand"),
)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.toml"
    path.write_text(SHEET, "utf-8")
    return path


def exported(sheet, rate):
    """The bytes of an edit list at a rate."""
    out = sheet.with_name("out.edl")
    assert bring_out(str(sheet), "edl", str(out), rate) == 0
    return out.read_bytes()


def test_no_list_is_written_over_the_sheet_it_is_of(sheet):
    for name in (sheet, sheet.parent / "." / sheet.name):
        with pytest.raises(FileError, match="is the sheet itself; name another file with -o"):
            bring_out(str(sheet), "csv", str(name), None)
    assert sheet.read_text("utf-8") == SHEET


@pytest.mark.parametrize("rate", ["0", "-25", "1e99999999", "1/0", "nan", "", "25 fps", "9" * 9999])
def test_a_rate_that_is_none_is_refused_at_once(sheet, rate):
    with pytest.raises(RigError, match="is no rate; write such as 25 or 24000/1001"):
        bring_out(str(sheet), "edl", None, rate)
    with pytest.raises(RigError, match=r"--samples .*is no rate"):
        bring_in(str(sheet), None, None, rate, "18")


@pytest.mark.parametrize(
    ("short", "exact"),
    [
        ("23.976", "24000/1001"),
        ("23.98", "24000/1001"),
        ("29.97", "30000/1001"),
        ("59.94", "60000/1001"),
        ("25.0", "25"),
        ("24.000", "24"),
    ],
)
def test_a_rate_is_known_by_what_it_is_called(sheet, short, exact):
    assert exported(sheet, short) == exported(sheet, exact)


def test_a_whole_rate_is_itself_however_slow(sheet):
    assert exported(sheet, "5") != exported(sheet, "5000/1001")


def test_a_bar_that_no_sequencer_can_cut_is_told_with_its_cue(sheet, capsys):
    assert bring_out(str(sheet), "csv", str(sheet.with_name("out.csv")), None) == 0
    assert "left out: cue 1: a bar of V is cut after 0.05556 quarters" in capsys.readouterr().err
