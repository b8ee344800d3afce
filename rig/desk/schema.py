"""``rig schema``: JSON Schemas, with which editors complete and explain a player's files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rig.desk.write import replace_file
from rig.errors import FileError
from rig.notation.document import meant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.desk.describe import Schema


def schema(wanted: str, schemas: Mapping[str, Schema]) -> int:
    """Show the schema of one kind of file; or write all of them into a folder.

    Raises ``FileError`` when there is no such folder, or they cannot be written there.
    """
    if wanted in schemas:
        sys.stdout.write(_written(schemas[wanted]))
        return 0
    if not Path(wanted).is_dir():
        raise FileError(f"there is no folder {wanted}{meant(wanted, tuple(schemas))}")
    for kind, one in schemas.items():
        path = Path(wanted) / f"rig-{kind}.schema.json"
        replace_file(path, _written(one).encode())
        sys.stdout.write(f"{path}\n")
    return 0


def _written(one: Schema) -> str:
    return json.dumps(one, indent=2, ensure_ascii=False) + "\n"
