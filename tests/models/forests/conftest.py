import pytest

from models.forests.settings import Settings
from models.forests.table import gathered
from models.forests.train import train
from tests.models.forests.synthetic import FAMILY, benign


@pytest.fixture(scope="session")
def model():
    """A model of benign activity."""
    return train(gathered(FAMILY, benign()), Settings(trees=60))
