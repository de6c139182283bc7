"""Settings of all tests."""

import os

from hypothesis import settings

pytest_plugins = ["tests.runners.fixtures"]

# No deadline: a shared machine has slow moments. In CI the examples are the same every time, so that a run can be
# repeated; elsewhere they are new each time, so that they go on looking.
settings.register_profile("guardbeam", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("guardbeam")
