"""How much a domain's name looks like one that a program made up: a model of the names that people give."""
