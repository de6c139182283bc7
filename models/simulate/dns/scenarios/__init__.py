"""Scenarios of names: what goes wrong when names are asked for, and what only looks like it.

As with `models.simulate.flows.scenarios`, a scenario is a function that acts on a stage, known by its name, and a near
miss acts on other clients than the scenarios that raise the same type.

=================  ====================================================================================
`lists`            names that threat lists name, and answers that lead into sinkholes
`rebinding`        names outside that lead to an instance's metadata
`tunnels`          data in names and answers; `crowds`: many names for honest reasons
`generated`        domains that a program makes up
`newcomers`        domains that nobody asked for before; played when there are days to learn from
=================  ====================================================================================
"""
