"""Credentials that AWS issued to an instance, a task or a function, and where they are used from."""
