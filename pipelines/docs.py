"""Write the documents that are made from the code: ``python -m pipelines.docs`` (or ``make docs``)."""

import sys
from collections.abc import Callable
from pathlib import Path

from models.apis import document
from models.detectors.registry import FAMILIES
from models.findings import catalogue
from models.rules import document as rules
from pipelines import flex_template, option_docs

#: Path in the checkout -> what makes the document.
DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/findings.md": lambda: catalogue.markdown(FAMILIES),
    "docs/apis.md": document.markdown,
    "docs/rules-reference.md": rules.markdown,
    "docs/options.md": option_docs.markdown,
    "deploy/dataflow/metadata.json": flex_template.metadata,
}


def main() -> int:
    """Write them into the checkout that is the working directory."""
    for path, make in DOCUMENTS.items():
        Path(path).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
