"""Sections and parts of sections that a question names."""
