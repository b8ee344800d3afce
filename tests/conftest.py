"""Fixtures that several test files share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from parts import jack_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def jack() -> Iterator[str]:
    """The name of a JACK server that runs while the tests do."""
    with jack_server(f"rigtest{os.getpid()}") as name:
        yield name
