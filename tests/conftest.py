"""Fixtures that several test files share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from driven import built, state_at
from hypothesis import HealthCheck, settings
from parts import jack_server

if TYPE_CHECKING:
    import mmap
    from collections.abc import Iterator
    from pathlib import Path


# Whoever runs the tests may be busy with other things: slow is no mistake of the code's.
settings.register_profile(
    "rig",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("rig")


LONGEST = {"test_demo.py", "test_learn.py", "test_recorded_show.py", "test_replug.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take a minute or more come first: none is left to be waited for alone."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def drivers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that answers for the drivers of devices that cannot be had here."""
    return built(tmp_path_factory.mktemp("drivers"))


@pytest.fixture
def device(drivers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[mmap.mmap]:
    """The state of the device that every port process of the test finds."""
    monkeypatch.setenv("LD_PRELOAD", str(drivers))
    monkeypatch.setenv("RIG_TEST_DEVICE", str(tmp_path / "state"))
    with state_at(tmp_path / "state") as state:
        yield state


@pytest.fixture(scope="session")
def jack() -> Iterator[str]:
    """The name of a JACK server that runs while the tests do."""
    with jack_server(f"rigtest{os.getpid()}") as name:
        yield name
