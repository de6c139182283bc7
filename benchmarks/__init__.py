"""Benchmarks: each prints its figures beside a bare read of the same files, in one run."""
