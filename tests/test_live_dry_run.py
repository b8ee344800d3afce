"""A dry run in real time, as a player types it: it is played, and nothing leaves it."""

from __future__ import annotations

import os
import socket
import subprocess
from contextlib import contextmanager

from ears import PATIENCE_S, Ears
from parts import PortProcess, wait_for
from stagehands import GO_BUTTON, RIG, SHORT, SHOW, Pedal, begun_with, write_show
from test_perform_film import free_port, packet

from rig.conductor.events import FilmIn, PortFound
from rig.live.journal import Reader
from rig.ports.channel import FOUND
from rig.ports.osc_read import describe

SCRIPT = """\
rig = 1
play = "0:00.5 nanoKONTROL2 slider2 64 | 0:00.6 nanoKONTROL2 slider2 127 | 0:01 footswitch left"
"""


@contextmanager
def live_dry_run(folder, server, *words, film=""):
    """A dry run in real time; its outputs have ears that must not hear anything."""
    with Ears() as ears:
        text = SHOW.format(device="Nobody", port=ears.port).replace("[port]", f"{film}[port]")
        show = write_show(folder, text, SHORT)
        environment = {"JACK_DEFAULT_SERVER": server, "XDG_STATE_HOME": str(folder / "state")}
        with subprocess.Popen(
            [RIG, "dry-run", str(show), "--live", *words],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield
                said, complaints = process.communicate(timeout=PATIENCE_S)
            finally:
                process.kill()
        assert (process.returncode, complaints) == (0, "")
        assert "now CUE 1  A" in said
        assert ears.look() == []
    wait_for(lambda: not begun_with(folder / "state"), PATIENCE_S)


def records(folder):
    """The journal of a live dry run."""
    (journal,) = (folder / "state" / "rig" / "journals").glob("*.journal")
    return list(Reader(str(journal)).records())


def sent(folder):
    """What a live dry run would have sent."""
    return [describe(one.packet) for record in records(folder) for one in record.sent]


PLAYED = ["/strings -21", "/winds -22", "/winds -16", "/hum 1", "/tempo 240", "/hum 0"]


def test_a_live_dry_run_follows_its_script(tmp_path):
    script = tmp_path / "script.toml"
    script.write_text(SCRIPT)
    with live_dry_run(tmp_path, "no server here", "--script", str(script)):
        pass
    assert sorted(sent(tmp_path)) == sorted(PLAYED)


def test_a_live_dry_run_can_be_played_on_its_port(jack, tmp_path):
    with live_dry_run(tmp_path, jack), PortProcess("midi_out", "Rig Dry Run", server=jack) as hand:
        hand.wait_payloads(FOUND, timeout_s=PATIENCE_S)
        for message in (b"\xb0\1\x40", b"\xb0\1\x7f", GO_BUTTON):
            hand.end.send(message)
        wait_for(lambda: "/hum 1" in sent(tmp_path), PATIENCE_S)
    assert sorted(sent(tmp_path)) == sorted(PLAYED)


def test_a_live_dry_run_hears_the_machines_of_the_film_as_they_are(tmp_path):
    """The scripted player stands in for the devices of the hands, and for nothing else."""
    script = tmp_path / "script.toml"
    script.write_text('rig = 1\nplay = "0:00.1 nanoKONTROL2 slider2 64"\n')
    port = free_port()
    film = f'[film]\nclock = "osc 127.0.0.1:{port}"\n'

    def events(kind):
        return [one.event for one in records(tmp_path) if isinstance(one.event, kind)]

    def found():
        return [one.name for one in events(PortFound) if one.port.startswith("osc")]

    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as booth,
        Pedal(tmp_path / "pedal") as pedal,
        live_dry_run(tmp_path, "no server here", "--script", str(script), film=film),
    ):
        wait_for(lambda: any(tmp_path.glob("state/rig/journals/*.journal")), PATIENCE_S)
        wait_for(found, PATIENCE_S)
        booth.sendto(packet("/rig/film/seconds", 2.0), ("127.0.0.1", port))
        wait_for(lambda: events(FilmIn), PATIENCE_S)
        pedal.meet()
        pedal.tread()
    assert found() == [f"127.0.0.1:{port}"]
    assert events(FilmIn)[0].position_millionths == 2_000_000
