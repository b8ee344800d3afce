"""Which USB device stands behind a port, over trees laid out like Linux's own."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from usb_trees import System, Usb

from rig.ports.identity import Identity, identity

KONTROL = Usb("nanoKONTROL2", "1-4.2", serial="0001")
KONTROL_PORT = "nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTR 20:0"
IT = Identity("1-4.2", "0944", "0117", "0001", "5")


@pytest.fixture
def system(tmp_path):
    one = System(tmp_path)
    one.plug(1, KONTROL)
    return one


@pytest.mark.parametrize("kind", ["Kernel", "Kernel Legacy", "Kernel UMP MIDI1"])
def test_a_device_is_known_by_its_socket_model_and_serial_number(tmp_path, kind):
    system = System(tmp_path, kind)
    system.plug(1, KONTROL)
    system.plug(2, Usb("FLOW 8", "5-2.3.3.1.1.4", "1397", "050c", "SN: 7 / é", 127))
    system.plug(3, Usb("nanoKONTROL2", "1-4.3"))
    assert identity(KONTROL_PORT, tmp_path) == IT
    assert identity("FLOW 8:FLOW 8 MIDI 1 24:1", tmp_path) == Identity(
        "5-2.3.3.1.1.4", "1397", "050c", "SN: 7 / é", "127"
    )
    twin = identity("nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTR 28:0", tmp_path)
    assert (twin.usb, twin.model, twin.serial) == ("1-4.3", "0944:0117", "")


def test_a_port_that_a2jmidid_shows_on_jack_is_known_too(system):
    assert identity("a2j:nanoKONTROL2 [20] (capture): nanoKONTROL2 MIDI 1", system.root) == IT


@pytest.mark.parametrize(
    "name",
    [
        "Midi Through:Midi Through Port-0 14:0",
        "System:Announce 0:1",
        "rig in:port 128:0",
        "nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTR 24:0",
        "Another Device:that claims it 20:0",
        "nanoKONTROL2:out",
        "nanoKONTROL2",
        "nanoKONTROL2 99999999999999999999:0",
        "",
    ],
)
def test_a_port_of_no_usb_device_has_no_identity(system, name):
    assert identity(name, system.root) is None


def test_a_card_that_is_not_on_usb_has_no_identity(system):
    card = system.root / "sys/devices/pci0000:00/0000:00:1b.0/sound/card1"
    card.mkdir(parents=True)
    for name in ("vendor", "idVendor", "idProduct"):
        for place in (card.parents[1], card.parents[2]):
            (place / name).write_text("0x8086\n")
    (card / "device").symlink_to("../../../0000:00:1b.0")
    link = system.root / "sys/class/sound/card1"
    link.unlink()
    link.symlink_to(os.path.relpath(card, link.parent))
    assert identity(KONTROL_PORT, system.root) is None


def test_each_of_the_28_cards_has_four_clients_of_its_own(tmp_path):
    """The kernel's sum, forwards: 16 + 4 x card + a client's number on its card."""
    clients = []
    system = System(tmp_path)
    for card in range(28):
        system.plug(card, Usb(f"Box {card}", f"2-{card + 1}"))
        clients += [(16 + 4 * card + one, card) for one in range(4)]
    told = "".join(f'Client {client:3} : "Box {card}" [Kernel]\n' for client, card in clients)
    (tmp_path / "proc/asound/seq/clients").write_text(told)
    found = [identity(f"Box {card}:Box {client}:0", tmp_path).usb for client, card in clients]
    assert found == [f"2-{card + 1}" for _, card in clients]
    assert clients[-1][0] == 127


def test_a_device_that_was_pulled_and_is_back_is_not_what_it_was(system):
    system.unplug(1)
    assert identity(KONTROL_PORT, system.root) is None
    system.plug(1, Usb("nanoKONTROL2", "1-4.2", serial="0001", address=6))
    again = identity(KONTROL_PORT, system.root)
    assert (again.usb, again.serial) == (IT.usb, IT.serial)
    assert again != IT


def missing(path):
    path.unlink()


def unreadable(path):
    path.unlink()
    path.mkdir()


def dangling(path):
    path.unlink()
    path.symlink_to("not/here")


def circular(path):
    path.unlink()
    path.symlink_to(path.name)


def garbage(path):
    if path.is_symlink():
        path.unlink()
    path.write_bytes(b"\xff\xfe\0Client  20 : \n")


PARTS = (
    "proc/asound/seq/clients",
    "sys/class/sound/card1",
    "sys/class/sound/card1/device",
    *(f"sys/class/sound/card1/device/../{name}" for name in ("idVendor", "idProduct")),
    *(f"sys/class/sound/card1/device/../{name}" for name in ("serial", "devnum")),
)
HARMS = (missing, unreadable, dangling, circular, garbage)


@given(harmed=st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(HARMS)), unique=True))
def test_no_broken_tree_raises(harmed):
    with TemporaryDirectory() as place:
        root = Path(place)
        System(root).plug(1, KONTROL)
        for part, harm in harmed:
            path = root / part
            if path.is_symlink() or path.is_file():
                harm(path)
        known = identity(KONTROL_PORT, root)
    assert known is None or known.usb == "1-4.2"
    assert harmed or known == IT


@pytest.mark.parametrize("part", PARTS[:5])
@pytest.mark.parametrize("harm", [missing, unreadable, dangling, circular])
def test_without_its_card_or_its_model_nothing_is_known_of_a_device(system, part, harm):
    harm(system.root / part)
    assert identity(KONTROL_PORT, system.root) is None


def test_a_tree_nobody_may_read_tells_nothing(system, monkeypatch):
    """A root user may read everything, so the refusal is put where the system would put it."""
    told = []

    def refused(*_words, **_named):
        told.append(True)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_text", refused)
    assert identity(KONTROL_PORT, system.root) is None
    assert told


def test_a_device_that_vanishes_while_it_is_read_harms_nobody(system):
    over = Event()
    raised = []

    def read():
        try:
            while not over.is_set():
                known = identity(KONTROL_PORT, system.root)
                assert known is None or known.usb == "1-4.2"
        except BaseException as error:  # noqa: BLE001 - told where the test can see it
            raised.append(error)

    reader = Thread(target=read)
    reader.start()
    for address in range(100):
        system.unplug(1)
        system.plug(1, Usb("nanoKONTROL2", "1-4.2", serial="0001", address=address))
    over.set()
    reader.join()
    assert raised == []
