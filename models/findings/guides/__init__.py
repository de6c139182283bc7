"""Guides: what somebody needs to know who has a finding of a type.

The texts are in ``*.toml``, a file per family, a table per finding type (`models.findings.guides.guide`); what many
types share is in ``blocks.toml``.
"""
