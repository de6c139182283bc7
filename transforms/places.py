"""The folds of the job, in the order in which one takes in what another makes."""

from transforms.fold import Place

ACCOUNTS = Place("accounts", 1)
FINDINGS = Place("findings", 2)
