"""DNS query logs: of Route 53 Resolver and of resolvers of one's own, decoded to queries."""

#: The log source's name, in counters and messages.
DNS = "dns"
