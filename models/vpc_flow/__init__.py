"""VPC Flow Logs: flow records of any form, decoded as columns."""

#: The log source's name, in counters and messages.
VPC_FLOW = "vpc_flow"
