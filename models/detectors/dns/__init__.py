"""Detectors that judge DNS queries: what a client asked in a window, beside what they remember of it."""
