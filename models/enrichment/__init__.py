"""What is known of addresses and instances beside the logs."""
