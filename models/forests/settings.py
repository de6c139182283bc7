"""What training can be told."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a model is trained; the same settings and vectors give the same model, byte for byte.

    Attributes:
        seed: of the trees' random choices.
        findings_per_entity_day: how many findings a benign entity may raise in a day of activity, above 0, below 1.
            0.001 with 500 principals is one in two days.
        held_out: the share of the time, its last part, that calibrates the threshold and trains nothing.
        suspects: the largest share of the held-out entity-days that may be set aside as likely attacks.
        trees: more make scores steadier and slower; beyond 100 they hardly move.
        sample: training rows a tree sees. Few are enough, and better than many: strange rows must not crowd each other
            (256 is the number of the forest's authors).
        fewest_rows: windows that training needs; with less than a tree's sample all trees see the same rows.
        fewest_entity_days: held-out ones that calibration needs; with fewer even the tail's slope is a guess.
    """

    seed: int = 0
    findings_per_entity_day: float = 0.001
    held_out: float = 0.3
    suspects: float = 0.02
    trees: int = 100
    sample: int = 256
    fewest_rows: int = 256
    fewest_entity_days: int = 7
