"""Detectors: one module per finding family, whose docstring is its specification."""
