"""Drifts: `people` come, `workloads` move, a `fleet` is upgraded; an `auditor` and a `website` are as usual."""
