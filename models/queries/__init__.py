"""What clients ask for: DNS queries by client and window, each name once."""
