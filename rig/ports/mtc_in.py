"""A process that chases MIDI time code: ``python -m rig.ports.mtc_in NAME --records FD ...``."""

from __future__ import annotations

from rig.ports import child, hearing
from rig.ports.channel import FILM, SECONDS, pack_film
from rig.ports.mtc import Chase, Reading
from rig.ports.wanted import Wanted


def main() -> None:
    """Serve one attachment, then end."""
    given = child.arguments("mtc_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    chase = Chase()

    def hear(message: bytes, stamped_us: int) -> None:
        match chase.hear(message, stamped_us):
            case Reading() as reading:
                payload = pack_film(SECONDS, reading.position_millionths, reading.rate_ppm)
                wire.send(FILM, payload, reading.stamped_us)
            case str(why):
                wire.trouble(f"{given.name}: timecode not followed: {why}")

    hearing.follow(wire, Wanted(given.name), hear)


if __name__ == "__main__":
    main()
