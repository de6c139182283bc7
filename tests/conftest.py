"""Settings of all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.runners.fixtures"]

# No deadline: a shared machine has slow moments. In CI the examples are the same every time, so that a run can be
# repeated; elsewhere they are new each time, so that they go on looking.
settings.register_profile("guardbeam", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("guardbeam")

_COMMANDS = Path(__file__).with_name("pipelines")


@pytest.hookimpl(tryfirst=True)  # before xdist, which looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """When tests are spread over processes, those stay in one that share what takes long to make.

    Tests on real runners share their servers; tests of commands share, in each module, what was simulated and found.
    """
    for item in items:
        if item.get_closest_marker("runners"):
            item.add_marker(pytest.mark.xdist_group("runners"))
        elif item.path.parent == _COMMANDS:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
