"""For all tests: nothing but loopback; hypothesis without deadlines, since the machine may be busy with a model."""

from hypothesis import settings

import models as models  # it keeps dependencies from the network, in the tests and in what they start

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
