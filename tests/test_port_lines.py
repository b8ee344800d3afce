"""What a show says of its ports: what each device is plugged into, and who hears it there."""

from __future__ import annotations

from written import demo, prepared

from rig.live.perform import inputs
from rig.live.processes import Port
from rig.venue.read import PortSpec


def test_a_serial_port_is_a_path_beside_the_show_or_a_usb_name():
    for written, name in (
        ("serial /dev/ttyACM0", "/dev/ttyACM0"),
        ("serial usb:1209:0001", "usb:1209:0001"),
        ("lines /dev/ttyUSB0", "/dev/ttyUSB0"),
        ("lines usb:0403", "usb:0403"),
        ("keys AirTurn", "AirTurn"),
        ("keys /dev/input/event3", "/dev/input/event3"),
    ):
        text = demo("show", ('"serial pedal"', f'"{written}"'))
        spec = PortSpec(written.split()[0], name)
        assert dict(prepared(show=text).ports)["footswitch"] == spec
        assert spec.device == "serial"


def test_a_midi_device_may_come_over_a_serial_port_and_its_process_is_told_the_speed():
    line = ("'midi \"Rig Demo Player\"'", '"stream /dev/ttyUSB0 31250"')
    loaded = prepared(show=demo("show", line))
    assert dict(loaded.ports)["nanoKONTROL2"] == PortSpec("stream", "/dev/ttyUSB0", baud=31250)
    (heard,) = (port for port in inputs(loaded) if port.name == "nanoKONTROL2")
    assert heard == Port("nanoKONTROL2", "rig.ports.stream_in", ("/dev/ttyUSB0", "--baud=31250"))


def test_each_kind_of_port_has_a_process_of_its_own():
    for kind in ("serial", "lines", "keys"):
        ports = inputs(prepared(show=demo("show", ('"serial pedal"', f'"{kind} /dev/x"'))))
        (heard,) = (port for port in ports if port.name == "footswitch")
        assert heard == Port("footswitch", f"rig.ports.{kind}_in", ("/dev/x",))
