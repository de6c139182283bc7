"""Write the documents that are made from the code: ``python -m pipelines.docs`` (or ``make docs``)."""

import sys
from collections.abc import Callable
from pathlib import Path

from models.apis import document
from models.detectors.registry import FAMILIES, SETTINGS
from models.findings import catalogue
from models.rules import document as rules
from pipelines import flex_template, option_docs

#: Path in the checkout -> what makes the document.
DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/apis.md": document.markdown,
    "docs/rules-reference.md": rules.markdown,
    "docs/options.md": option_docs.markdown,
    "deploy/dataflow/metadata.json": flex_template.metadata,
}

#: Folder in the checkout -> what makes all documents in it, by their paths there.
FOLDERS: dict[str, Callable[[], dict[str, str]]] = {
    "docs/findings": lambda: catalogue.documents(FAMILIES, SETTINGS),
}


def main() -> int:
    """Write them into the checkout that is the working directory; remove what is left of others in their folders."""
    for path, make in DOCUMENTS.items():
        Path(path).write_text(make(), encoding="utf-8")
    for folder, make_all in FOLDERS.items():
        made = make_all()
        for name in stale(Path(folder), made):
            Path(folder, name).unlink()
        for name, text in made.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return 0


def stale(folder: Path, made: dict[str, str]) -> list[str]:
    """The files of a folder that nothing makes any more, as paths in it."""
    there = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    return sorted(set(there) - set(made))


if __name__ == "__main__":
    sys.exit(main())
