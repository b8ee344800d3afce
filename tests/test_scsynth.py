"""SuperCollider's own server plays what the rig sends, and says so when it is asked."""

from __future__ import annotations

import signal

import pytest
from ears import PATIENCE_S
from parts import wait_for
from scsynth_player import CONSTANT, KR, definition, scsynth_server, unit
from stagehands import SHEET, Pedal, Performance, write_show

SHOW = """\
rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
nanoKONTROL2 = 'midi "Nobody"'
footswitch = "serial pedal"
[out.sc]
is = "supercollider 127.0.0.1:{port}"
pulse = "tempo /n_set 1000 tempo <f> 10..999"
[group]
strings = "sc node 1000 amp -60..0 dB as amp"
winds = "me"
[sound]
river = "sc synth rigtest node 2000 amp 0.5"
hum = "sc /n_set 1000 hum 3.0 stop /n_set 1000 hum 0.0"
bell = "sc synth rigtest"
clap = "sc synth rigtest amp 0.25"
reverb = "sc /n_set 1000 reverb <f> 0..1"
"""
CONTROLS = {"amp": 0.0, "tempo": 0.0, "reverb": 0.0, "hum": 0.0, "gate": 1.0}
NODE = 1000
RIVER = 2000


def synth_definition(name: str) -> bytes:
    """A synth that holds its controls, sounds of nothing, and ends when its gate closes.

    That is Control, and FreeSelf on 1 minus the gate.
    """
    less = [(CONSTANT, 0), (0, list(CONTROLS).index("gate"))]
    units = (
        unit("Control", KR, outputs=len(CONTROLS)),
        unit("BinaryOpUGen", KR, less, special=1),
        unit("FreeSelf", KR, [(1, 0)]),
    )
    return definition(name, (1.0,), CONTROLS, *units)


@pytest.fixture(scope="module")
def scsynth(tmp_path_factory):
    """A server with a synth that runs."""
    definitions = {"rigtest": synth_definition("rigtest")}
    with scsynth_server(tmp_path_factory.mktemp("scsynth"), "rigsc", definitions) as server:
        server.send("/s_new", "rigtest", NODE, 0, 0)
        yield server


def test_it_gets_level_and_tempo_and_its_sounds_begin_and_end(scsynth, tmp_path):
    show = write_show(tmp_path, SHOW.format(port=scsynth.port), SHEET)
    with Performance(show) as night, Pedal(tmp_path / "pedal") as pedal:
        wait_for(lambda: scsynth.control(NODE, "amp") == pytest.approx(10 ** (-42 / 20), rel=1e-6))
        pedal.meet()
        pedal.tread()
        scsynth.wait_told("/n_go", RIVER)
        assert scsynth.control(NODE, "tempo") == 120.0
        assert scsynth.control(NODE, "reverb") == 0.25
        assert scsynth.control(NODE, "hum") == 3.0
        level = scsynth.control(NODE, "amp")
        wait_for(lambda: scsynth.control(NODE, "amp") > level, PATIENCE_S)
        pedal.tread()
        wait_for(lambda: scsynth.control(NODE, "tempo") == 90.0, PATIENCE_S)
        assert scsynth.control(NODE, "hum") == 0.0
        assert not any(one == ("/n_end", RIVER) for one in scsynth.told)
        assert night.ends(signal.SIGINT) == 0
    scsynth.wait_told("/n_end", RIVER)
    assert [values for name, values in scsynth.told if name == "/fail"] == []
