"""The word lists of each language, and what they have to hold: one class for each heading of a file."""
