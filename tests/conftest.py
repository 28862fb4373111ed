"""For all tests: hypothesis tries the same examples on every machine, and gives a busy one its time.

A chance find on a fresh clone would tell its owner nothing of what is wrong with the clone. New examples are looked for
with `pytest --hypothesis-profile=explore`; what that finds becomes a test with that example.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same everywhere", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same everywhere")
