"""Scenarios in the network: what goes wrong there, and what only looks like it.

As with `models.simulate.scenarios`, a scenario is a function that acts on a stage, known by its name. Its instances are
the organisation's own, with all their everyday traffic. A near miss acts on other instances than the scenarios that
raise the same type, so that what is found of an instance tells which of them raised it.

=================  ====================================================================================
`lists`            peers that threat lists name
`volumes`          floods, sweeps and scans
`guessing`         passwords that are guessed: SSH, RDP, WinRM
`profiles`         what an instance never did before; played when there are days to learn from
=================  ====================================================================================
"""
