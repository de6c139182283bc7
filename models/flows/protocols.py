"""IANA's numbers of the protocols that are told apart, as flow records have them."""

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58

#: Of records that do not say it.
UNKNOWN = -1
