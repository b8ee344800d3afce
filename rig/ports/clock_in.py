"""A process that follows MIDI clock: ``python -m rig.ports.clock_in NAME --records FD ...``."""

from __future__ import annotations

from rig.ports import child, hearing
from rig.ports.channel import BEAT, pack_beat
from rig.ports.midi_clock import Leader
from rig.ports.wanted import Wanted


def main() -> None:
    """Serve one attachment, then end."""
    given = child.arguments("clock_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    leader = Leader()

    def hear(message: bytes, stamped_us: int) -> None:
        place = leader.hear(message, stamped_us)
        if place is not None:
            payload = pack_beat(place.clocks, place.beat_us, running=place.running)
            wire.send(BEAT, payload, place.stamped_us)

    hearing.follow(wire, Wanted(given.name), hear)


if __name__ == "__main__":
    main()
