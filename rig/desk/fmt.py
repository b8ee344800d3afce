"""``rig fmt``: every file of the rig in one normal form, its words and comments untouched."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.desk.rows import music_of
from rig.desk.write import replace_file
from rig.files import file_bytes
from rig.notation.document import SIZE_MAX, read
from rig.notation.layout import laid_out
from rig.notation.problem import ProblemsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.notation.problem import Problem

STDIN: Final = "-"
_BETWEEN_WORDS: Final = re.compile(r"[\s|,]+")


def fmt(files: Sequence[str], *, check: bool) -> int:
    """Write files in their normal form, or say which are not; ``-`` is from stdin to stdout.

    The exit code is 1 where some are not. Raises ``ProblemsError`` for those that are no TOML, when
    all others are done; ``FileError`` as soon as one cannot be read or written.
    """
    problems: list[Problem] = []
    others = 0
    for file in files:
        content = _content(file)
        try:
            written = formatted(file, content)
        except ProblemsError as error:
            problems += error.problems
            continue
        if check:
            others += written != content
            if written != content:
                sys.stdout.write(f"{file} is not in its normal form; write rig fmt {file}\n")
        elif file == STDIN:
            sys.stdout.buffer.write(written)
        elif written != content:
            replace_file(Path(file), written)
            sys.stdout.write(f"{file}: formatted\n")
    if problems:
        raise ProblemsError(tuple(problems))
    return 1 if others else 0


def formatted(file: str, content: bytes) -> bytes:
    """A file's bytes in normal form, with the line ends it has.

    Raises ``ProblemsError`` when it is no TOML, or written for a newer rig.
    """
    document = read(file, content)
    if not document.readable:
        raise ProblemsError(tuple(document.problems))
    text = laid_out(document.text, music_of(document))
    assert _meant(text) == _meant(document.text), "a file means the same when it is formatted"
    ends = "\r\n" if b"\r\n" in content.partition(b"\n")[0] + b"\n" else "\n"
    return text.replace("\n", ends).encode()


def _meant(text: str) -> object:
    """What a text says, but for what stands between words."""
    return _without_gaps(tomllib.loads(text, parse_float=str))


def _without_gaps(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_gaps(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_gaps(inner) for inner in value]
    return _BETWEEN_WORDS.sub("", value) if isinstance(value, str) else value


def _content(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == STDIN else file_bytes(file, SIZE_MAX)
