"""Attackers: one module per tactic of the ``IAMUser`` types, and three for what is done to objects.

Each attack is the work of one principal, which the background knows from its own work. No two techniques,
tools and kinds of principal are combined twice.
"""
