"""Drifts: `people` who come or are busy, `workloads` that move, a `fleet` that is upgraded, an `auditor`."""
