"""Attack sequences: findings and weak signals of an account that together are an attack.

`of_sightings`  signals of findings
`of_cases`      weak signals of principals' hours that had something unusual
`chains`        which signals hang together
`credentials`, `data`, `instances`  the rules of the three types of sequences
`fold`          an account's signals of the last 24 hours, folded in event-time order
"""
