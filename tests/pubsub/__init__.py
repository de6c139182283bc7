"""A Pub/Sub to test against, without Google Cloud: see `tests.pubsub.emulator`."""
