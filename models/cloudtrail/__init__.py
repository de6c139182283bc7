"""CloudTrail: the typed record and its decoder."""
