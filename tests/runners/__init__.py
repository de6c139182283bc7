"""Real runners for tests, from the package registries alone: Prism, and Flink as mini cluster and as cluster.

Nothing here is shipped. `prism` builds Prism, `job_server` starts Beam's Flink job server, `flink` a standalone
Flink cluster; `fixtures` hands them to tests as lists of Beam options. What they download or compile is kept
by `cache` outside the tree and outside the virtual environment, and never twice.
"""
