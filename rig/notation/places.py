"""The lines of a TOML text: where each table's name and each value stands in it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY: Final = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_KEYS: Final = re.compile(_KEY)

# A triple quote may have up to two more quotes right before it, which belong to the text.
_STRING: Final = (
    r'"""(?:\\.|[^\\])*?""""{0,2}' r"|'''.*?''''{0,2}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'"
)
_PIECE: Final = re.compile(
    rf"""{_STRING}|#[^\n]*|(?P<open>[\[{{])|(?P<close>[\]}}])|[^\[\]{{}}#"']+""", re.DOTALL
)
_TABLE: Final = rf"(?P<opens>\[\[?)[ \t]*(?P<table>{_DOTTED})[ \t]*(?P<closes>\]\]?)"
_VALUE: Final = rf"(?P<list>(?=[\[{{]))|{_STRING}|[^#\n]*[^#\s]"
_PAIR: Final = rf"(?P<key>{_DOTTED})[ \t]*=[ \t]*(?P<value>{_VALUE})"
_COMMENT: Final = r"[ \t]*(?P<comment>#[^\r\n]*)?\r?"
_BEHIND: Final = re.compile(_COMMENT)
_STATEMENT: Final = re.compile(rf"[ \t]*(?:{_TABLE}|{_PAIR})?{_COMMENT}", re.DOTALL)

Path = tuple[str, ...]


class Statement(NamedTuple):
    """A table's name, a key with its value, a comment or an empty line; with where it stands.

    A tuple and no dataclass, as every line makes one.
    """

    path: Path
    """The table or the key; empty of comments and empty lines."""
    head: str
    """The table's name in its brackets, or the key, as written but for spaces."""
    begin: int
    """The letter of the text where the name within the brackets, or the value, begins."""
    end: int
    """Behind its last."""
    value: str
    """As written; empty where there is none."""
    comment: str
    """With its ``#``; empty where there is none."""

    @property
    def opens_table(self) -> bool:
        """Whether what follows stands in another table."""
        return bool(self.path) and not self.value


def statements(text: str) -> Iterator[Statement]:
    """The lines of a text that is TOML; those a value goes on over belong together."""
    table: Path = ()
    here = 0
    while here < len(text):
        found = _STATEMENT.match(text, here)
        assert found is not None, "it may be empty"
        opens, name, closes, key, value, is_list, comment = found.groups()
        behind = found.end()
        if key is not None:
            begin, end = found.span("value")
            if is_list is not None:
                end = _end_of_list(text, begin)
                rest = _BEHIND.match(text, end)
                assert rest is not None, "it may be empty"
                value, comment, behind = text[begin:end], rest["comment"], rest.end()
            yield Statement(table + keys_of(key), _close(key), begin, end, value, comment or "")
        elif name is not None:
            table = keys_of(name)
            head = f"{opens}{_close(name)}{closes}"
            yield Statement(table, head, *found.span("table"), "", comment or "")
        else:
            yield Statement((), "", here, here, "", comment or "")
        here = behind + 1


def keys_of(dotted: str) -> Path:
    """The keys of a name such as ``cue."7.5"``."""
    if '"' not in dotted and "'" not in dotted:
        return tuple(map(str.strip, dotted.split(".")))
    nested: Any = tomllib.loads(f"{dotted} = 0")
    keys: list[str] = []
    while isinstance(nested, dict):
        ((key, nested),) = nested.items()
        keys.append(key)
    return tuple(keys)


def _close(dotted: str) -> str:
    return ".".join(_KEYS.findall(dotted)) if " " in dotted or "\t" in dotted else dotted


def _end_of_list(text: str, begin: int) -> int:
    """Behind the bracket that closes the one here; a list or a table may go on over lines."""
    depth = 0
    for piece in _PIECE.finditer(text, begin):
        depth += (piece["open"] is not None) - (piece["close"] is not None)
        if depth == 0:
            return piece.end()
    raise AssertionError("every list of TOML is closed")


def places(lines: list[str]) -> dict[Path, tuple[int, int]]:
    """Where each table's name and each value begins: line and column from 1."""
    found: dict[Path, tuple[int, int]] = {}
    text = "\n".join(lines)
    line, begin = 1, 0
    for one in statements(text):
        line += text.count("\n", begin, one.begin)
        begin = one.begin
        if one.path:
            _note(found, one.path, (line, begin - text.rfind("\n", 0, begin)))
    return found


def _note(found: dict[Path, tuple[int, int]], path: Path, place: tuple[int, int]) -> None:
    """A place, which is also where tables begin that have no line of their own."""
    for above in (path[:1], path[:2]):
        found.setdefault(above, place)
    found[path] = place
