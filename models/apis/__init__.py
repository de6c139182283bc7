"""What every API of AWS is to an attacker: its tactic and risk, and what kind of access to S3 it is."""
