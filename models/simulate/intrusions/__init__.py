"""Intrusions from beginning to end, in all logs at once, and honest work that looks like them.

`scene`       where one acts: the stages of all sources, on one clock, with the same instances
`registry`    how they become known, `catalogue` all of them
`leaked_key`, `stolen_role`, `mining`, `ransom`   intrusions: each says which findings and sequences it raises
`administration`, `coincidence`   near misses: they may raise findings, but never a sequence

Nothing in them has to be learned, so that they play within a day. Where a source is not simulated its part is left out,
and a sequence that needs it is not certain any more.
"""
