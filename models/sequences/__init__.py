"""Attack sequences: findings and weak signals of an account that together are an attack.

`types`         the three types, and what they are
`of_sightings`  signals of findings; `signs` says what each type of finding is a sign of
`of_cases`      weak signals of principals' hours that had something unusual; `unusual` reads the words about an hour
`calls`         what API calls are in an attack
`archived`      what suppression leaves of findings
`chains`        which signals hang together; `lineage` what instances have in common
`owner`         what of a chain the owner of the credential does himself
`credentials`, `data`, `instances`  the rules of the three types of sequences
`memory`, `fold`  an account's signals of the last 24 hours, folded in event-time order; `shown` what is told of them
"""
