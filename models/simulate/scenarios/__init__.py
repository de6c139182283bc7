"""Scenarios: what goes wrong in the organisation, and what only looks like it.

A scenario is a function that acts on a `stage.Stage`; its name is its scenario's name and the first line of
its docstring its description. ``@scenario(raises=…)`` marks one that must raise findings of these types,
``@near_miss(of=…)`` one that must raise none although it looks like it. Scenarios use principals and
buckets of their own, so each finding belongs to one of them.

A family of finding types is a module; `catalogue` imports them all and finds scenarios by name.
"""
