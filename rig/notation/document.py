"""A TOML file whose every value knows its line and column.

Theory of operation. ``tomllib`` tells no line for a value and stops at the first syntax error. So
the text is read twice: once by ``tomllib``, for the values; once by :func:`places`, which walks
the lines and notes where each table and each value begins. After a syntax error the offending
line is emptied and the text read again, so that the player hears of all of them at once. A place
inside a string (a misspelt word in a line of music) is found by walking the string's source only
when there is something to point at.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from itertools import accumulate
from typing import Any, Final, NamedTuple

from rig.notation.places import Path, places
from rig.notation.problem import Problem

RIG_VERSION: Final = 1
"""The newest file version this rig reads; every older one is read for ever."""

SIZE_MAX: Final = 1_000_000
"""Bytes of the longest file read."""

LINE_MAX: Final = 4000
"""Letters of the longest line read; Python reads no number of more than 4300 digits."""

_SYNTAX_ERRORS_MAX: Final = 20
_AT: Final = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\s]|[ \t]*\n\s*)")
_TWICE: Final = re.compile(r"Cannot declare \((.*)\) twice")


class Text(NamedTuple):
    """A string value of a file, able to say where each of its letters stands.

    A tuple and no dataclass, as every value asked for makes one.
    """

    value: str
    document: Document
    line: int
    column: int

    def complain(self, message: str, at: int = 0, width: int | None = None) -> None:
        """Note a problem at the letter ``at`` of the string, ``width`` letters wide."""
        line, column = self._place(at)
        self.document.complain(line, column, len(self.value) if width is None else width, message)

    def advise(self, message: str, at: int = 0, width: int | None = None) -> None:
        """Note advice at the letter ``at`` of the string, ``width`` letters wide."""
        line, column = self._place(at)
        self.document.advise(line, column, len(self.value) if width is None else width, message)

    def _place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1, of the letter ``at``."""
        source, begin = self.document.text, self.document.begin_of(self.line) + self.column - 1
        quote = source[begin : begin + 3]
        quote = quote if quote in ('"""', "'''") else quote[:1]
        here = begin + len(quote)
        if len(quote) == 3 and source[here : here + 1] == "\n":  # noqa: PLR2004 - a triple quote
            here += 1
        basic = quote.startswith('"')
        letters = 0
        while True:
            escape = _ESCAPE.match(source, here) if basic else None
            joins = escape is not None and "\n" in escape[0]
            if letters == at and not joins:
                break
            here = escape.end() if escape else here + 1
            letters += not joins
        line = self.line + source.count("\n", begin, here)
        newline = source.rfind("\n", begin, here)
        return line, here - newline if newline >= 0 else self.column + here - begin


@dataclass(slots=True)
class Document:
    """One file as read: its values, its places, and the problems found in it so far."""

    file: str
    text: str
    lines: list[str]
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)
    """What can be meant so, and may not be: it hinders nothing."""
    readable: bool = False
    """Whether its text is TOML, so that its values can be looked at."""
    _begins: list[int] = field(default_factory=list)

    def begin_of(self, line: int) -> int:
        """Where in the text a line begins, counted from 1."""
        if not self._begins:
            self._begins = [0, *accumulate(len(one) + 1 for one in self.lines)]
        return self._begins[line - 1]

    def complain(self, line: int, column: int, width: int, message: str) -> None:
        """Note a problem at a line and column, both from 1; line 0 is the file as a whole."""
        self.problems.append(self._problem(line, column, width, message))

    def advise(self, line: int, column: int, width: int, message: str) -> None:
        """Note advice at a line and column, both from 1; line 0 is the file as a whole."""
        self.advice.append(self._problem(line, column, width, message))

    def _problem(self, line: int, column: int, width: int, message: str) -> Problem:
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        width = max(1, min(width, len(source) - column + 1))
        return Problem(self.file, line, column, width, message, source)

    def complain_at(self, path: Path, message: str) -> None:
        """Note a problem at the table or value of this path, or at the nearest one above it."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (0, 0))
        width = len(self.lines[line - 1].rstrip()) - column + 1 if line else 0
        self.complain(line, column, width, message)

    def table(self, *path: str) -> Table | None:
        """The table of this path; None where there is none (a value there is a problem)."""
        value: Any = self.data
        for key in path:
            if key not in value:
                return None
            value = value[key]
            if not isinstance(value, dict):
                self.complain_at(path, f"{'.'.join(path)} is a table: write [{'.'.join(path)}]")
                return None
        return Table(self, path, value)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file."""

    document: Document
    path: Path
    data: dict[str, Any]

    def complain(self, message: str, key: str | None = None) -> None:
        """Note a problem with a key, or with the table as a whole."""
        self.document.complain_at(self.path if key is None else (*self.path, key), message)

    def tables(self) -> tuple[Table, ...]:
        """The tables inside this one, in the order of the file."""
        return tuple(
            Table(self.document, (*self.path, key), value)
            for key, value in self.data.items()
            if isinstance(value, dict)
        )

    def text(self, key: str) -> Text | None:
        """The string under a key; None when it is absent or no string (which is a problem)."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.complain(f'{key} is a text: write {key} = "…"', key)
            return None
        line, column = self.document.places.get((*self.path, key), (0, 1))
        return Text(value, self.document, line, column)

    def texts(self) -> tuple[tuple[str, Text], ...]:
        """Every key with its string; a key with another kind of value is a problem."""
        pairs = ((key, self.text(key)) for key in self.data)
        return tuple((key, text) for key, text in pairs if text is not None)

    def plain(self, key: str) -> str:
        """The string under a key, or an empty one."""
        text = self.text(key)
        return text.value if text is not None else ""

    def close(self, known: tuple[str, ...], later: tuple[str, ...] = ()) -> None:
        """Refuse every key that is neither known nor, in words of its own, not yet built."""
        for key in self.data:
            if key in later:
                self.complain(f"{key} is not yet built; take this line out for now", key)
            elif key not in known:
                self.complain(f"{key} is not known here{meant(key, known + later)}", key)


def meant(word: str, words: tuple[str, ...]) -> str:
    """``; did you mean …?`` for the nearest of some words, else the words that would be right."""
    near = get_close_matches(word, words, 1, 0.6)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known: {', '.join(words)}" if 0 < len(words) <= 12 else ""  # noqa: PLR2004 - a line


def read(file: str, content: bytes) -> Document:
    """Read a file's bytes; problems, syntax errors among them, are in the document."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        document = Document(file, "", content[: error.start].decode("utf-8").split("\n"))
        line = len(document.lines)
        column = len(document.lines[-1]) + 1
        document.complain(line, column, 1, "not UTF-8 text; save the file as UTF-8")
        return document
    document = Document(file, text, text.split("\n"))
    if len(content) > SIZE_MAX:
        document.complain(0, 0, 0, f"larger than {SIZE_MAX // 1000} kB; this is no file of the rig")
        return document
    for number, source in enumerate(document.lines, 1):
        if len(source) > LINE_MAX:
            document.complain(number, 1, 1, f"a line of more than {LINE_MAX} letters; break it")
    if not document.problems:
        _parse(document)
    if not document.problems:
        document.places = places(document.lines)
        document.readable = _check_version(document)
    return document


def _parse(document: Document) -> None:
    lines = list(document.lines)
    for _ in range(_SYNTAX_ERRORS_MAX):
        try:
            document.data = tomllib.loads("\n".join([*lines, ""]), parse_float=_decimal)
        except tomllib.TOMLDecodeError as error:
            found = _AT.search(str(error))
            line, column = (int(found[1]), int(found[2])) if found and found[1] else (len(lines), 1)
            document.complain(line, column, 1, f"not TOML: {_told(_AT.sub('', str(error)))}")
            if not lines[line - 1].strip() or not (found and found[1]):
                return
            _empty(lines, line - 1)
        except RecursionError:
            document.complain(0, 0, 0, "nested too deep to be a file of the rig")
            return
        else:
            return


def _told(what: str) -> str:
    """What tomllib found, for a player."""
    if found := _TWICE.fullmatch(what):
        name = ".".join(re.findall(r"'([^']*)'", found[1]))
        return f"[{name}] stands here twice; name one differently"
    if what == "Illegal character '\\n'":
        return "this text is not closed on its line; write a quote at its end"
    if what.startswith("Expected newline or end of document"):
        return "nothing may follow a value; what is no plain number stands in quotes"
    if what == "Cannot overwrite a value":
        return "this name stands here twice; take one out, or name it differently"
    return what[:1].lower() + what[1:]


def _empty(lines: list[str], at: int) -> None:
    """Empty a line so that those after it still read as they did: in a table, in no string."""
    line = lines[at]
    lines[at] = f'["line {at + 1}"]' if line.lstrip().startswith("[") else ""
    for quote in ('"""', "'''"):
        while line.count(quote) % 2 and at + 1 < len(lines):
            at += 1
            line += lines[at]
            lines[at] = ""


def _decimal(text: str) -> Decimal:
    """A number as written; not a number where its exponent is beyond all bounds."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("nan")


def _check_version(document: Document) -> bool:
    """Whether this rig knows what the file's values mean; a newer one's it does not."""
    version = document.data.get("rig")
    if version is None:
        document.complain(1, 1, 1, "the file does not begin with rig = 1; write that line first")
    elif type(version) is not int or version < 1:
        document.complain_at(("rig",), "rig is the version of the file: write rig = 1")
    elif version > RIG_VERSION:
        newest = f"this rig reads up to rig = {RIG_VERSION}"
        document.complain_at(("rig",), f"written for a newer rig; {newest}: update it")
        return False
    return True
