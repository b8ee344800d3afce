"""``rig spot`` typed, in a film with one cue to be spotted."""

from __future__ import annotations

import sys

import pytest

from rig.__main__ import main

SHEET = """\
rig = 1   # the first line
[film]
speed = 20
miss  = "-60 +100 ms"

[cue.1]
on   = "screening"
play = "A 16 3/4 q=96"

[cue.2]                       # the boat
on    = "action: boat drops"
look  = "1:56"
hits  = \"\"\"
2:06    ~  door slams   !!!
2:16    ~  rope parts   !!  hand crack
2:23+10 ~  gone
\"\"\"                           # to be spotted

[cue.3]
on   = "title: Ellen!"
look = "2:36"
play = "A 8 4/4 q=72"
"""


def spot_command(monkeypatch, capsys, tmp_path):
    """The command, typed; its exit code, what it said and what it complained of."""
    path = tmp_path / "sheet.toml"

    def typed(text, *words):
        path.write_bytes(text.encode())
        monkeypatch.setattr(sys, "argv", ["rig", "spot", str(path), *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code, said.out, said.err, path.read_bytes().decode()

    return typed
