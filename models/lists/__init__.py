"""Lists of addresses, domains and access keys: read, looked up, followed."""
