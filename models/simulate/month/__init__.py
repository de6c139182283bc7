"""What needs a month: attackers and drift, against a background that a detector has had time to learn.

An attacker uses credentials that the background uses as well, for what their owner never does, from where
they never call, or as much as they never did; some are loud, some careful, some refused at every door. A
drift is an honest change that looks new: a team, a network, a Region, a release. Attackers must be found,
drift must stay quiet. Both begin late, when everybody's habits can be known; `labels` says who, when, and
which events.

==============  ========================================================================================
`registry`      attackers and drifts by name
`ground`        where an attacker or a drift acts: an account, its people and machines, a time
`tools`         user agents of attackers' tools
`attackers`     one module per tactic, and per kind of harm to objects
`drifts`        people, workloads, tools and networks that change, and an auditor and a website that do not
`labels`        ``attacks.jsonl`` and ``drift.jsonl``
`catalogue`     all of them, and the groups that have a name
==============  ========================================================================================
"""
