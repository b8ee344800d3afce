"""Fixtures that several test files share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from demos import Demos
from hypothesis import HealthCheck, settings
from parts import jack_server

if TYPE_CHECKING:
    from collections.abc import Iterator


# Whoever runs the tests may be busy with other things: slow is no mistake of the code's.
settings.register_profile(
    "rig",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("rig")


def of_the_demo(item: pytest.Item) -> bool:
    """Whether a test is one of the demo in full, which takes minutes and no work."""
    return item.path.name == "test_demo.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the demo in full come last: it plays while the others run."""
    items.sort(key=of_the_demo)


@pytest.fixture(scope="session", autouse=True)
def demos(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demos | None]:
    """The demo in full, begun with the first test if any test asks for it."""
    if not any(map(of_the_demo, request.session.items)):
        yield None
        return
    shown = Demos(tmp_path_factory.mktemp("demos"))
    yield shown
    shown.end()


@pytest.fixture(scope="session")
def jack() -> Iterator[str]:
    """The name of a JACK server that runs while the tests do."""
    with jack_server(f"rigtest{os.getpid()}") as name:
        yield name
