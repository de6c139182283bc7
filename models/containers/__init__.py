"""Getting records out of what they arrive in: gzip, text files, envelopes, and damaged pieces of these."""
