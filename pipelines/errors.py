"""Errors that are the user's to mend: they end a command with a message, not with a traceback."""


class UsageError(Exception):
    """A flag, a file or a configuration cannot be used; the message names it."""
