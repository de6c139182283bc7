"""VPC Flow Logs: flow records of any form, decoded as columns."""
