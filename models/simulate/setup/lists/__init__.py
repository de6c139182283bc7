"""The lists of the example configuration, one of each format that is worth an example."""
