"""Every known attack and 20 honest questions through the door, with system messages that order otherwise."""

from tests.real.conftest import service  # noqa: F401
from tests.real.test_door import client, said  # noqa: F401
