"""Intervals and tests that respect clusters; what changed between two reports."""
