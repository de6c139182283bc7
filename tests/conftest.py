"""Settings of all tests."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.runners.fixtures"]

# No deadline: a shared machine has slow moments. In CI the examples are the same every time, so that a run can be
# repeated; elsewhere they are new each time, so that they go on looking.
settings.register_profile("guardbeam", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("guardbeam")

#: The folders whose files take longest come first, so that no process is left with one of them at the end.
_FIRST = ("runners", "pipelines")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files are spread over processes whole, in this order: tests of one share servers, and what was simulated."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)
