"""The boards that can be the footswitch, as Arduino's boards.txt describes them."""

from __future__ import annotations

from typing import Final, NamedTuple


class Wiring(NamedTuple):
    """The pins of the footswitch on a board, by the names printed there, in order."""

    switches: str
    pedals: str
    lights: str


class Loader(NamedTuple):
    """A bootloader: what takes the firmware from avrdude."""

    told: str
    """Which one, where boards of this name have several."""
    programmer: str
    """What avrdude's -c calls it."""
    speed: int
    """Bits a second."""


class Board(NamedTuple):
    """One board."""

    told: str
    chip: str
    """As avr-gcc and avrdude name it."""
    define: str
    """How a sketch asks for this board."""
    variant: str
    """Which folder of the core has its pins."""
    flash: int
    """Bytes, without the bootloader's."""
    ram: int
    """Bytes."""
    wiring: Wiring
    loaders: tuple[Loader, ...]
    usb: tuple[str, ...] = ()
    """Further defines of a chip that is on USB itself, with no second chip between."""


_UNO: Final = Wiring("A2 A3 A4 A5 D2 D3", "A0 A1", "D4 D5 D6 D7 D8 D9")
_LEONARDO: Final = Wiring("A2 A3 D4 D6 D8 D9", "A0 A1", "D2 D3 D5 D7 D10 D1")
_MEGA: Final = Wiring("A2 A3 A4 A5 A6 A7", "A0 A1", "D2 D3 D4 D5 D6 D7")
_OPTIBOOT: Final = Loader("its bootloader of 2018 or later", "arduino", 115_200)
_OLD_NANO: Final = Loader("an older bootloader", "arduino", 57_600)
_CATERINA: Final = (Loader("", "avr109", 57_600),)


def _usb(product: int, name: str) -> tuple[str, ...]:
    return (f"USB_PID={product:#x}", f'USB_PRODUCT="{name}"', "USB_VID=0x2341")


BOARDS: Final = {
    "uno": Board(
        told="Arduino Uno",
        chip="atmega328p",
        define="ARDUINO_AVR_UNO",
        variant="standard",
        flash=32_256,
        ram=2048,
        wiring=_UNO,
        loaders=(_OPTIBOOT,),
    ),
    "nano": Board(
        told="Arduino Nano",
        chip="atmega328p",
        define="ARDUINO_AVR_NANO",
        variant="eightanaloginputs",
        flash=30_720,
        ram=2048,
        wiring=_UNO,
        loaders=(_OPTIBOOT, _OLD_NANO),
    ),
    "leonardo": Board(
        told="Arduino Leonardo",
        chip="atmega32u4",
        define="ARDUINO_AVR_LEONARDO",
        variant="leonardo",
        flash=28_672,
        ram=2560,
        wiring=_LEONARDO,
        loaders=_CATERINA,
        usb=_usb(0x8036, "Arduino Leonardo"),
    ),
    "micro": Board(
        told="Arduino Micro, Pro Micro",
        chip="atmega32u4",
        define="ARDUINO_AVR_MICRO",
        variant="micro",
        flash=28_672,
        ram=2560,
        wiring=_LEONARDO,
        loaders=_CATERINA,
        usb=_usb(0x8037, "Arduino Micro"),
    ),
    "mega": Board(
        told="Arduino Mega 2560",
        chip="atmega2560",
        define="ARDUINO_AVR_MEGA2560",
        variant="mega",
        flash=253_952,
        ram=8192,
        wiring=_MEGA,
        loaders=(Loader("", "wiring", 115_200),),
    ),
}
