"""The one base error of the project.

Every failure that a user can cause or mend is an `AskError`. Its message states what was met, what is allowed and
what to do next; the front doors (app.py, the command lines) print it and exit, everything below lets it pass.
"""


class AskError(Exception):
    """A failure with a message fit to be read by the person at the keyboard."""


class ModelError(AskError):
    """A model is unknown, cannot be had, or is not the file that it should be."""


class SourceError(AskError):
    """A source text is not a preamble and numbered points."""


class StoreError(AskError):
    """An index is missing, incomplete, or was made from another text or with another embedder."""


class SettingsError(AskError):
    """An environment variable or option has a value that is not allowed."""
