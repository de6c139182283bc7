"""The sources of logs, by the names that a detector has for them."""

from __future__ import annotations

CLOUDTRAIL, VPC_FLOW, DNS = "cloudtrail", "vpc_flow", "dns"
SOURCES = (CLOUDTRAIL, VPC_FLOW, DNS)
