"""``rig monitor SHOW.toml``: what arrives from a show's devices, and what it becomes there.

The show is played as far as its devices go, in this process, by the core that performs it; without
the machines that tell film time, and into a socket of our own in place of its outputs and lights.
"""

from __future__ import annotations

import socket
import tempfile
from collections import deque
from typing import IO, TYPE_CHECKING, Final, Self

from rig.conductor.actions import Send
from rig.conductor.events import FrameIn, MidiIn, Opened
from rig.conductor.state import begin
from rig.hands.moving import texts
from rig.live.arrivals import Arrivals
from rig.live.becoming import became, outcome, touched
from rig.live.inlets import Inlets
from rig.live.loop import survive
from rig.live.monitor import write
from rig.live.perform import inputs
from rig.live.processes import Child
from rig.live.stopping import Stop
from rig.ports.channel import now_us, pair
from rig.venue.load import HANDS, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.state import State
    from rig.live.processes import Port
    from rig.venue.load import Loaded

MEASURED_MAX: Final = 100_000
"""Messages that are measured; of more the newest."""

_ITSELF: Final = "the show"
"""Who does what no touch leads to at once: values that were paced, and the music."""
_TEND_US: Final = 100_000
_ENDS_S: Final = 1.0


def monitor_show(path: str) -> int:
    """Tell what a show's devices do until Ctrl-C or SIGTERM; the exit code.

    Raises ``FileError`` when the show cannot be used.
    """
    loaded, stop = load(path), Stop()
    write([f"what the devices of {path} do in it; nothing is sent to its outputs; Ctrl-C ends it"])
    watched = _Watched(loaded)

    def between(_state: State | None = None) -> None:
        devices.tend()
        watched.pause()
        devices.inlets.closing = stop.said

    with tempfile.TemporaryFile() as log, _Devices(loaded, log, between) as devices:
        state = begin(loaded.show)
        devices.inlets.waiting.append(Opened(devices.inlets.now_us()))
        while not stop.said and (event := devices.inlets.next(state)) is not None:
            before = state
            _, state, actions = survive(loaded.show, before, event)
            watched.take(event, before, state, actions)
            between()
    write([watched.measured()])
    return 0


class _Devices:
    """The port processes of a show's devices; a context that begins and ends them."""

    def __init__(self, loaded: Loaded, log: IO[bytes], idle: Callable[[State], None]) -> None:
        names = {name for name, _ in loaded.ports}
        ends = [(port, *pair()) for port in inputs(loaded) if port.name in names]
        self._children = [_child(port, far, log) for port, _, far in ends]
        self.inlets = Inlets({near: port.name for port, near, _ in ends}, {}, idle)
        self._tended_us = 0

    def __enter__(self) -> Self:
        for child in self._children:
            child.start()
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.end(_ENDS_S)

    def tend(self) -> None:
        """Begin anew what has ended or is stuck; ten times a second is enough."""
        if now_us() - self._tended_us < _TEND_US:
            return
        self._tended_us = now_us()
        for child in self._children:
            child.hear()
            child.watch()
            child.revive()


def _child(port: Port, records: socket.socket, log: IO[bytes]) -> Child:
    def command(beat: int) -> list[str]:
        fds = ("--records", str(records.fileno()), "--beats", str(beat))
        return ["-m", port.module, *port.arguments, *fds]

    return Child(port.name, command, (records.fileno(),), log)


class _Watched:
    """What has arrived so far, and how soon what it became was handed to a socket."""

    def __init__(self, loaded: Loaded) -> None:
        self._show = loaded.show
        self._said = {
            f"{'.'.join(device)} {control}": text
            for (*device, control), text in texts(loaded.files[HANDS].content)
        }
        self._arrivals = Arrivals(now_us())
        self._took_us: deque[int] = deque(maxlen=MEASURED_MAX)
        self._deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._deaf.bind(("127.0.0.1", 0))
        self._out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._out.connect(self._deaf.getsockname())

    def take(self, event: Event, before: State, state: State, actions: tuple[Action, ...]) -> None:
        """Send what an event led to, then measure and tell it."""
        packets = [action.packet for action in actions if isinstance(action, Send)]
        for packet in packets:
            self._out.send(packet)
        sent_us = now_us()
        one = touched(self._show.surface, before, event)
        if one is None:
            text = outcome(self._show, actions)
            write(self._arrivals.said(_ITSELF, event.at_us, text) if text else [])
            return
        assert isinstance(event, MidiIn | FrameIn), "only devices are touched"
        text = f"{one.words:<18}  -> {became(self._show, state, one, actions, self._said)}"
        if packets:
            took_us = sent_us - event.stamped_us
            self._took_us.append(took_us)
            text += f"  {took_us / 1000:.2f} ms"
        write(self._arrivals.said(one.name, event.stamped_us, text))

    def pause(self) -> None:
        """Tell what had to wait."""
        write(self._arrivals.due(now_us()))

    def measured(self) -> str:
        """How soon packets were handed over, of all messages that led to one at once."""
        took_us = sorted(self._took_us)
        if not took_us:
            return "no message led to a packet"
        half, most_of = (took_us[len(took_us) * share // 100] for share in (50, 99))
        times = f"p50 {half / 1000:.2f} ms, p99 {most_of / 1000:.2f} ms"
        return (
            f"from port to packet, of {len(took_us)} messages: {times},"
            f" most {took_us[-1] / 1000:.2f} ms"
        )
