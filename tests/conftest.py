"""For all tests: hypothesis without deadlines, since the machine may be busy with a model."""

from hypothesis import settings

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
