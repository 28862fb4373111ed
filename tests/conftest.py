"""For all tests: nothing but loopback, and the same examples of hypothesis on every machine, however busy.

A chance find on a fresh clone would tell its owner nothing of what is wrong with the clone. New examples are looked for
with `pytest --hypothesis-profile=explore`; what that finds becomes a test with that example.
"""

from hypothesis import HealthCheck, settings

import models as models  # it keeps dependencies from the network, in the tests and in what they start

settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same everywhere", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same everywhere")
