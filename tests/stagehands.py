"""The rig on stage: ``rig perform`` as a process of its own, and what a hall puts around it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self

from box_at_work import LIGHTS, BoxAtWork
from ears import PATIENCE_S, Ears
from parts import wait_for

from rig.live.journal import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RIG = str(Path(sys.executable).parent / "rig")
SHEET = """\
rig = 1
[film]
title = "A Test"
speed = 18
[cue.1]
on = "action: the first"
play = "A 200 4/4 q=120"
dyn = "strings pp, A1.2 <, end ff | winds mp"
fire = "A1 river~, A1 hum, A1 bell, A1 reverb=0.25"
[cue.2]
on = "action: the second"
play = "B 200 4/4 q=90"
fire = "B1 clap"
"""
SHORT = """\
rig = 1
[film]
title = "A Test"
speed = 18
[cue.1]
on = "action: the first"
play = "A 2 2/4 q=240"
dyn = "strings mp | winds mp"
fire = "A1 hum"
"""
HANDS = """\
rig = 1
guard = "0 ms"
[nanoKONTROL2]
slider2 = "winds trim -12..+6 dB"
play = "go"
[footswitch]
left = "go"
"""
SHOW = """\
rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
nanoKONTROL2 = 'midi "{device}"'
footswitch = "serial pedal"
[out.hall]
is = "osc 127.0.0.1:{port}"
pulse = "tempo /tempo <f> 10..999"
[group]
strings = "hall /strings <f> -40..-2 dB"
winds = "hall /winds <f> -40..-4 dB"
[sound]
river = "hall /river 1 stop /river 0"
hum = "hall /hum 1 stop /hum 0"
bell = "hall /bell"
clap = "hall /clap"
reverb = "hall /reverb <f> 0..1"
"""
GO_BUTTON = b"\xb0\x29\x7f"
ON_TERMINAL = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"
"""Makes the standard input the terminal that a program's session hangs on, then is the program."""
HANDED_OVER = """
import signal, sys
from rig.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a runner of the background ignores it
try:
    print("handed over", end="", file=sys.stderr, flush=True)
    main()
except KeyboardInterrupt as error:
    sys.exit("inside" if error.__traceback__.tb_next else 0)"""
FIRED = ("/river", "/hum", "/bell", "/clap")
"""The addresses of everything in SHOW that is a trigger and no value."""


def write_show(folder: Path, show: str, sheet: str = SHEET, hands: str = HANDS) -> Path:
    """A show's three files in a folder; the path of the first."""
    for name, text in (("show", show), ("sheet", sheet), ("hands", hands)):
        (folder / f"{name}.toml").write_text(text)
    return folder / "show.toml"


class Pedal(BoxAtWork):
    """A footswitch on a pseudo-terminal, whose left switch can be trodden on."""

    def meet(self) -> None:
        """Wait until the rig knows it, and shows it its lights."""
        wait_for(lambda: LIGHTS in self.kinds(), PATIENCE_S)


def children(pid: int) -> dict[int, str]:
    """The command line of each child process, by its number."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                words = (entry / "cmdline").read_bytes().split(b"\0")
                found[int(entry.name)] = b" ".join(words).decode()
    return found


def begun_with(state_home: Path) -> set[int]:
    """Every process, child or orphan, that was begun with this XDG_STATE_HOME and still runs."""
    wanted = os.fsencode(f"XDG_STATE_HOME={state_home}")
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked; of a zombie nothing is read
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.add(int(entry.name))
    return found


class Performance:
    """``rig perform`` as a process; a context that begins it and leaves nothing behind."""

    def __init__(
        self,
        show: Path,
        *words: str,
        server: str = "no server here",
        terminal: int | None = None,
    ) -> None:
        """``terminal`` is the side of a pseudo-terminal that programs see."""
        self.journal = show.parent / "night.journal"
        self._show = show
        self._words = words or ("--journal", str(self.journal))
        self._server = server
        self._terminal = terminal
        self._said = show.parent / "said"
        self._state_home = show.parent / "state"

    def __enter__(self) -> Self:
        on_terminal = [sys.executable, "-c", ON_TERMINAL] if self._terminal is not None else []
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [*on_terminal, RIG, "perform", str(self._show), *self._words],
                env=os.environ
                | {"XDG_STATE_HOME": str(self._state_home), "JACK_DEFAULT_SERVER": self._server},
                stdin=subprocess.DEVNULL if self._terminal is None else self._terminal,
                stdout=said if self._terminal is None else self._terminal,
                stderr=subprocess.STDOUT,
                text=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for pid in begun_with(self._state_home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    @property
    def said(self) -> str:
        """What stood on the terminal so far, if it were one."""
        return self._said.read_text()

    def wait_said(self, text: str, count: int = 1) -> None:
        """Wait until the player has been told something."""
        wait_for(lambda: self.said.count(text) >= count, PATIENCE_S)

    def child(self, module: str) -> int:
        """The process of a module of ours, once it runs."""
        found: list[int] = []

        def runs() -> bool:
            everyone = children(self.process.pid).items()
            found[:] = [pid for pid, words in everyone if f"-m {module} " in words]
            return bool(found)

        wait_for(runs, PATIENCE_S)
        return found[0]

    def again(self, module: str, before: int) -> int:
        """The next process of a module, once another than the one before runs."""
        wait_for(lambda: self.child(module) != before, PATIENCE_S)
        return self.child(module)

    def ends(self, number: signal.Signals | None = None) -> int:
        """The exit code of the command, after a signal if one is given; nothing lives on."""
        if number is not None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        wait_for(lambda: not begun_with(self._state_home), PATIENCE_S)
        return code

    def kinds(self) -> list[str]:
        """The events of the journal by their names, in order."""
        return [type(record.event).__name__ for record in Reader(str(self.journal)).records()]


def rig_command(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """What runs a command of the rig to its end in a folder, on a machine without MIDI."""

    def run(*words: object, server: str = "no server here") -> subprocess.CompletedProcess[str]:
        environment = {"JACK_DEFAULT_SERVER": server, "XDG_STATE_HOME": str(folder / "state")}
        return subprocess.run(
            [RIG, *map(str, words)],
            env=os.environ | environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def complained(run: subprocess.CompletedProcess[str], *texts: str) -> bool:
    """Whether a command ended with 1 and one message on its standard error, with these in it."""
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    return all(text in run.stderr for text in texts)


def replayed(journal: Path) -> str:
    """What ``rig replay`` says of a journal."""
    run = rig_command(journal.parent)("replay", journal)
    return run.stdout + run.stderr


@contextlib.contextmanager
def on_stage(folder: Path, server: str, device: str) -> Iterator[tuple[Performance, Ears]]:
    """The show of this file, performed into ears that listen."""
    with Ears() as ears:
        show = write_show(folder, SHOW.format(device=device, port=ears.port))
        with Performance(show, server=server) as night:
            yield night, ears


@contextlib.contextmanager
def in_the_first_cue(folder: Path) -> Iterator[tuple[Performance, Ears, Pedal]]:
    """The show of this file in its first cue, its ears, and the pedal that got it there."""
    with (
        on_stage(folder, "no server here", "Nobody") as (night, ears),
        Pedal(folder / "pedal") as pedal,
    ):
        pedal.meet()
        pedal.tread()
        ears.wait("/strings", 5)
        yield night, ears, pedal


def interrupted(state_home: Path, after_ms: int, *words: str) -> None:
    """Ctrl-C, so long after the interpreter has handed over to a command, ends it cleanly."""
    environment = {"JACK_DEFAULT_SERVER": "no server here", "XDG_STATE_HOME": str(state_home)}
    with subprocess.Popen(
        [sys.executable, "-c", HANDED_OVER, *words],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stderr.read(11) == b"handed over"
        Event().wait(after_ms / 1000)
        os.killpg(process.pid, signal.SIGINT)
        try:
            _, complaints = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
        assert (complaints, process.returncode) == (b"", 0)
    wait_for(lambda: not begun_with(state_home), PATIENCE_S)
