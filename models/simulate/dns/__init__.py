"""Route 53 Resolver query logs as a source: which names the clients of a network ask for, and what they are answered.

Clients are the instances and managed interfaces that the flow logs have (`models.simulate.flows.network`), with the
same addresses, and desktops that ask from outside. As in AWS's logs, what the Resolver has in its cache leaves no
record.

================  =====================================================================================
`words`           invented names of domains, in several styles and languages
`answers`         a question and what it is answered: the answer follows from the name
`clients`         who asks
`internet`        who is there to be asked for: sites, mail domains, partners, providers; `listed`: whom lists name
`habit`           one kind of asking, and its rhythm; `everyday`: all kinds, by what a client is there for
`cache`           what the Resolver remembers
`background`      a day of queries, which raises no finding
`scenarios`       what goes wrong, or looks like it, by name
`records`         queries as JSON; `files`: where they lie
`simulation`      all of it together, and the truth
================  =====================================================================================
"""
