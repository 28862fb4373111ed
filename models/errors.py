"""The one base error of the project.

Every failure that a user can cause or resolve is an `AskError`. Its message states the value, what is allowed and what
to do next. app.py and the command lines print it and exit; code below them lets it pass.
"""


class AskError(Exception):
    """A failure whose message is written for the user."""


class ModelError(AskError):
    """A model is unknown, unavailable, or not the expected file."""


class SourceError(AskError):
    """A source file cannot be read, or its text is not what is expected of a document."""


class StoreError(AskError):
    """An index is missing, incomplete, or was made from another text or with another embedder."""


class SettingsError(AskError):
    """An environment variable or option has a value that is not allowed."""
