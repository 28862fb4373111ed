"""Look-ups: asking them, every metric of one, the figures, the report and its file."""
