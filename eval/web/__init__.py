"""The evaluators' page."""
