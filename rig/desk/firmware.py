"""The footswitch's firmware, compiled for a board: with the flags, core and compiler of Arduino.

Nothing here touches a board.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

import firmware_bridge
from rig.desk.boards import BOARDS
from rig.errors import FileError, RigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rig.desk.boards import Board

SKETCH: Final = Path(firmware_bridge.__file__).parent / "firmware" / "footswitch"
"""The folder to open in the Arduino IDE; in a checkout and in an installed package."""

_ALL: Final = ("-g", "-Os", "-flto", "-ffunction-sections", "-fdata-sections")
_C: Final = ("-std=gnu11",)
_CPP: Final = (
    *("-std=gnu++11", "-fpermissive", "-fno-exceptions", "-fno-threadsafe-statics"),
    "-DDECIMAL_DIG=__DECIMAL_DIG__",  # the core's WString.cpp wants it, and avr-gcc 5 has it not
)
_LINK: Final = ("-fuse-linker-plugin", "-Wl,--gc-sections")
_ARDUINO: Final = ("F_CPU=16000000L", "ARDUINO=10819", "ARDUINO_ARCH_AVR")
_SYSTEM: Final = "/usr/share/arduino/hardware/arduino/avr"
_PACKAGES: Final = ("~/.arduino15", "~/Library/Arduino15")
"""Where the Arduino IDE and arduino-cli keep what they download, on Linux and macOS."""


class Tools(NamedTuple):
    """What builds firmware."""

    compiler: str
    """The path of avr-gcc; its neighbours stand beside it."""
    core: Path
    """Arduino's folder of AVR boards: cores/ and variants/ are in it."""


class Firmware(NamedTuple):
    """What was built."""

    board: str
    hex: Path
    elf: Path
    flash: int
    """Bytes it takes of the board's flash."""
    ram: int
    """Bytes it takes of the board's RAM, without the stack."""


def find_tools() -> Tools | None:
    """The compiler and the core, of the system or of the Arduino IDE."""
    compiler = program("avr-gcc")
    said = os.environ.get("ARDUINO_DIR", "")
    cores = (Path(said, "hardware/arduino/avr"), Path(_SYSTEM), *_packages("hardware/avr/*"))
    core = next((core for core in cores if (core / "cores/arduino/Arduino.h").is_file()), None)
    return Tools(compiler, core) if compiler and core else None


def program(name: str) -> str | None:
    """Where a tool of Arduino's is: on the path, or among what the IDE has downloaded."""
    found = shutil.which(name)
    downloaded = _packages(f"tools/*/*/bin/{name}")
    return found or next((str(path) for path in downloaded if os.access(path, os.X_OK)), None)


def _packages(glob: str) -> Iterator[Path]:
    """The newest first."""
    for folder in _PACKAGES:
        found = Path(folder).expanduser().glob(f"packages/arduino/{glob}")
        yield from sorted(found, key=_version, reverse=True)


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def build(name: str, folder: Path, sketch: Path = SKETCH) -> Firmware:
    """The sketch for the board of this name, as .hex and .elf in a folder.

    Raises ``RigError`` when a tool is missing or refuses, ``FileError`` when the folder cannot be
    written.
    """
    tools = find_tools()
    if tools is None:
        raise RigError(
            "the firmware is built with avr-gcc and Arduino's core for AVR boards, and they are"
            " not here: sudo apt-get install gcc-avr avr-libc binutils-avr arduino-core-avr"
            f"\n  or open {sketch}/{sketch.name}.ino in the Arduino IDE, which builds and uploads"
        )
    board = BOARDS[name]
    elf, intel = (folder / f"{sketch.name}-{name}{end}" for end in (".elf", ".hex"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as objects:
            built = _compiled(tools, board, sketch, Path(objects))
            _run(tools, "objcopy", "-O", "ihex", "-R", ".eeprom", built, intel)
            shutil.copyfile(built, elf)
    except OSError as error:
        raise FileError(f"{folder} cannot be written: {error.strerror or error}") from error
    sections = dict(re.findall(r"^(\.\w+) +(\d+)", _run(tools, "size", "-A", elf), re.MULTILINE))
    text, data, bss, noinit = (
        int(sections.get(section, 0)) for section in (".text", ".data", ".bss", ".noinit")
    )
    return Firmware(name, intel, elf, text + data, data + bss + noinit)


def _compiled(tools: Tools, board: Board, sketch: Path, objects: Path) -> Path:
    core = tools.core / "cores/arduino"
    includes = [f"-I{path}" for path in (core, tools.core / "variants" / board.variant, sketch)]
    defines = [f"-D{define}" for define in (*_ARDUINO, board.define, *board.usb)]
    common = [f"-mmcu={board.chip}", *_ALL, *defines, *includes]

    def compiled(place: str, files: Iterable[Path], *flags: str) -> list[Path]:
        sources = sorted(files)
        (objects / place).mkdir(exist_ok=True)
        if sources:
            _run(tools, "gcc", "-c", *common, *flags, *sources, cwd=objects / place)
        return sorted((objects / place).glob("*.o"))

    ours = ("-Wall", "-Wextra")
    own = [
        *compiled("c", sketch.glob("*.c"), *_C, *ours),
        *compiled("ino", sketch.glob("*.ino"), *_CPP, *ours, "-include", "Arduino.h", "-xc++"),
    ]
    theirs = [
        *compiled("core-c", core.glob("*.c"), *_C, "-w"),
        *compiled("core-cpp", core.glob("*.cpp"), *_CPP, "-w"),
        *compiled("core-s", core.glob("*.S"), "-xassembler-with-cpp"),
    ]
    # An archive: of the core, only what the sketch calls for is in the firmware.
    archive, built = objects / "core.a", objects / "built.elf"
    _run(tools, "gcc-ar", "rcs", archive, *theirs)
    link = (f"-mmcu={board.chip}", *_ALL, *_LINK)
    _run(tools, "gcc", *link, "-o", built, *own, archive, "-lm")
    return built


def _run(tools: Tools, tool: str, *words: str | Path, cwd: Path | None = None) -> str:
    path = Path(tools.compiler).with_name(f"avr-{tool}")
    done = subprocess.run(  # noqa: S603 - the compiler that was found, and files of ours
        [path, *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RigError(f"avr-{tool} refuses the firmware:\n{done.stderr.rstrip()}")
    return done.stdout
