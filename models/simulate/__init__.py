"""A simulated organisation on AWS, and the logs that it would have.

The simulator makes days of plausible logs in AWS's own file layout and with AWS's delivery delays, together
with the truth about them: which findings a detector must raise, and which scenarios look like trouble but
are none. It serves as test data, as benchmark load and as a demonstration; it replaces no real log.

Everything follows from the seed. Wall clock, hash seed and set order decide nothing, and the same
arguments give the same bytes. Times are whole seconds since 1970-01-01 UTC, as in the logs themselves.

=================  ====================================================================================
`dice`             chance that repeats
`clock`            the days to simulate, working hours
`addresses`        where people, machines and intruders call from
`organisation`     accounts, Regions, people, instances and what else calls can name: shared by all sources
`cloudtrail`       one source: who calls which API, as CloudTrail records it
`flows`            another source: who talks to whom, as VPC Flow Logs record it, with scenarios of its own
`dns`              another: who asks for which name, as the Resolver's query logs record it, likewise
`scenarios`        what goes wrong, or looks like it, by name
`intrusions`       attacks from beginning to end, in all logs at once
`month`            attackers and changes that stand out only against what was usual before
`choice`           which of them are played
`truth`            the findings that the scenarios must raise
`sequences`        the attack sequences that they make together
`layout`           from records to files: delays, repeats, compression
`configuration`    what a detector can be told of all this: the example in `setup`, `inventory`, ranges
`simulation`       all of it together
=================  ====================================================================================

Another source is another package beside these that reads the same organisation.
"""
