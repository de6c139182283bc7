"""Detectors that judge flow records: an owner's traffic in a window, beside what they remember of it."""
