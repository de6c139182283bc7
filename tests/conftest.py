"""Settings of all tests."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.runners.fixtures"]

# No deadline: a shared machine has slow moments. In CI the examples are the same every time, so that a run can be
# repeated; elsewhere they are new each time, so that they go on looking.
settings.register_profile("guardbeam", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("guardbeam")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on real runners share their servers, so they stay in one process when the others are spread."""
    for item in items:
        if item.get_closest_marker("runners"):
            item.add_marker(pytest.mark.xdist_group("runners"))
