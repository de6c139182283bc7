"""Findings: their types, how occurrences merge into one, and how one is written."""
