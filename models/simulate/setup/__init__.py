"""The example configuration and its lists: files that the simulator puts beside the logs as they are.

They fit every simulated organisation: scenarios call from the addresses that the lists name
(`models.simulate.addresses`) and have the names that the rules ask for. What differs between organisations
`models.simulate.configuration` makes.
"""
