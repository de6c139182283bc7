"""Write the documents that are made from the code: ``python -m pipelines.docs`` (or ``make docs``)."""

import sys
from pathlib import Path

from models.detectors.registry import FAMILIES
from models.findings.catalogue import markdown

FINDINGS = Path("docs/findings.md")


def main() -> int:
    """Write them into the checkout that is the working directory."""
    FINDINGS.write_text(markdown(FAMILIES), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
