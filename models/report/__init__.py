"""Findings for a person to read: as a table for a terminal, as a page for a browser."""
