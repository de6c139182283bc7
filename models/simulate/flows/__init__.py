"""VPC Flow Logs as a source: who talks to whom in the network, and the records that it leaves.

A conversation is made once, as columns of many; from it follow the records of both directions, at both ends when both
are the organisation's, and on both sides of a NAT gateway. Nothing goes through a loop over records.

================  =====================================================================================
`network`         interfaces, and what each instance is there for
`surroundings`    who is around: visitors, AWS's services, scanners; `listed`: whom threat lists name
`rolls`           chance that repeats, by the array
`conversations`   who talks to whom, when, how much; `records`: what is logged of it
`rhythm`          hours and weekends; `pattern`: one kind of traffic; `everyday`: all kinds
`background`      a day of them, which raises no finding
`scenarios`       what goes wrong, or looks like it, by name
`lines`           records as text; `files`: where they lie
`simulation`      all of it together, and the truth
================  =====================================================================================
"""
