"""Train the models that ``pipelines.detect --models`` scores with.

``python -m pipelines.train --help`` teaches the rest.
"""

import argparse
import logging
import math
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import fastavro
from apache_beam.io.filesystems import FileSystems

from models.forests import artefact
from models.forests.model import Model
from models.forests.settings import Settings
from models.forests.table import Gathering, TrainingError
from models.forests.train import train
from models.profiles.families import FAMILIES
from models.profiles.vector import SCHEMA, Family, Vector, from_avro
from models.report.text import minute, number_of
from pipelines import detect
from pipelines.errors import OutputError, UsageError, reason
from pipelines.inputs import file_patterns

_DEFAULTS = Settings()

_EXPLANATION = """\
Learns what is usual from feature vectors that `pipelines.detect --features=PREFIX` has written, or from logs, which
it first hands to that very job, and writes one forest a family of vectors:

  DIR/FAMILY/VERSION/forest.skops   the trees; no pickle
  DIR/FAMILY/VERSION/model.json     threshold, features, metrics, checksum
  DIR/FAMILY/VERSION/card.md        what the model knows, for a person, with plots

The earlier part of the time trains, the later part sets the threshold: the score that benign activity exceeds as
often as --findings_per_entity_day says. An entity-day is one day on which an entity, such as a principal or an
instance, was active. Give at least some weeks of logs. A few attacks in them do no harm; those that stand out are
named in the card.
"""

_EXAMPLES = """\
examples:
  # a month of logs, in one go; every option that is not train's own is detect's
  python -m pipelines.train --cloudtrail='s3://my-trail/AWSLogs/**' --models=models
  # what instances do, from flow logs
  python -m pipelines.train --vpc_flow='s3://my-logs/AWSLogs/**' --models=models --family=instance
  # what clients of DNS ask for, from query logs
  python -m pipelines.train --dns='s3://my-logs/AWSLogs/**' --models=models --family=client
  # the same in two steps: a month of logs into feature vectors, and these into models
  python -m pipelines.detect --cloudtrail='s3://my-trail/AWSLogs/**' --features=out/features
  python -m pipelines.train --features='out/features-*' --models=models
  # one finding in ten days of 1,000 active principals, and no other family
  python -m pipelines.train --features='out/features-*' --models=models --family=principal \\
      --findings_per_entity_day=0.0001
  # use them; the newest version is taken
  python -m pipelines.detect --cloudtrail='s3://my-trail/AWSLogs/**' --findings=out/findings --models=models

The same vectors and options always write the same bytes.
"""


class Outcome(NamedTuple):
    """What became of one family.

    Attributes:
        family: its name.
        model: the trained model; None if there is none.
        why_not: why there is none.
    """

    family: str
    model: Model | None
    why_not: str


def train_all(vectors: Iterable[Vector], settings: Settings, families: Mapping[str, Family]) -> list[Outcome]:
    """Train a model for each family.

    Args:
        vectors: in any order; those of other families are passed over.
        settings: of every training.
        families: which to train, by name.

    Returns:
        An outcome for each family, in the order of the families.

    Raises:
        TrainingError: a vector is not of its family's present version.
    """
    gatherings = {name: Gathering(family) for name, family in families.items()}
    for vector in vectors:
        if vector.family in gatherings:
            gatherings[vector.family].add(vector)
    return [_trained(name, gathering, settings) for name, gathering in gatherings.items()]


def _trained(name: str, gathering: Gathering, settings: Settings) -> Outcome:
    try:
        return Outcome(name, train(gathering.table(), settings), "")
    except TrainingError as error:
        return Outcome(name, None, str(error))


def read(patterns: list[str], families: Mapping[str, Family]) -> Iterator[Vector]:
    """The vectors of all files that match some patterns, each file once.

    Args:
        patterns: of Avro files of `models.profiles.vector.SCHEMA`.
        families: those that are known.

    Raises:
        UsageError: a pattern matches nothing, a file cannot be opened or holds something else, or its features are
            of another version than this code's.
    """
    matched = FileSystems.match(file_patterns("--features", patterns))
    for path in sorted({file.path for match in matched for file in match.metadata_list}):
        try:
            with FileSystems.open(path) as file:
                for vector in _vectors(path, fastavro.reader(file)):
                    _known(path, vector, families)
                    yield vector
        except UsageError:
            raise
        except Exception as error:
            raise UsageError(f"--features: {path}: {reason(path, error)}") from error


def _vectors(path: str, rows: Any) -> Iterator[Vector]:
    written = rows.writer_schema if isinstance(rows.writer_schema, dict) else {}
    fields = {field["name"] for field in written.get("fields", [])}
    missing = [field["name"] for field in SCHEMA["fields"] if field["name"] not in fields]
    if missing:
        raise UsageError(
            f"--features: {path}: holds {written.get('name', 'something else')}, not feature vectors: "
            f"{', '.join(missing)} missing"
        )
    names = [field["name"] for field in SCHEMA["fields"]]
    for row in rows:
        yield from_avro({name: row[name] for name in names})


def _known(path: str, vector: Vector, families: Mapping[str, Family]) -> None:
    family = families.get(vector.family)
    if family is None:
        raise UsageError(f"--features: {path}: vectors of {vector.family}; known are {', '.join(sorted(families))}")
    if vector.version != family.version:
        raise UsageError(
            f"--features: {path}: vectors of {family.name} version {vector.version}, this code makes version "
            f"{family.version}: write the features again"
        )


def write(directory: str, model: Model) -> str:
    """Write a model where it belongs; give back its folder.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if "://" not in directory:
            return artefact.write(directory, model)
        folder = artefact.folder(directory, model.description)
        for name, content in artefact.render(model).items():
            with FileSystems.create(f"{folder}/{name}", mime_type="application/octet-stream") as file:
                file.write(content)
    except Exception as error:
        raise UsageError(f"--models={directory}: {reason(directory, error)}") from error
    return folder


@contextmanager
def _features(patterns: list[str], of_detect: list[str]) -> Iterator[list[str]]:
    """Patterns of feature vectors: what was given, or what the job makes of logs, until the end of the block.

    Raises:
        UsageError: there is neither, or both.
        OutputError: the vectors cannot be written.
    """
    if patterns and of_detect:
        raise UsageError(f"{of_detect[0]}: is an option for logs; with --features the vectors are there already")
    if patterns:
        yield patterns
        return
    if not of_detect:
        raise UsageError(
            "nothing to learn from: give --cloudtrail=PATTERN, --vpc_flow=PATTERN, --dns=PATTERN, or --features=PATTERN"
        )
    with tempfile.TemporaryDirectory(prefix="guardbeam-features-") as directory:
        detect.run([*of_detect, f"--features={directory}/features"])
        yield [f"{directory}/features-*"]


def summary(outcome: Outcome, folder: str) -> str:
    """What became of a family, for the terminal."""
    if outcome.model is None:
        return f"{outcome.family}: skipped: {outcome.why_not}"
    d = outcome.model.description
    training, held_out, calibration = d.training, d.held_out, d.calibration
    lines = [
        f"{outcome.family}",
        f"  trained    {number_of(training.rows, 'window')} of {training.entities:,} entities in "
        f"{number_of(training.accounts, 'account')}, {minute(training.from_ms)} to {minute(training.to_ms)} UTC",
        f"  held out   {number_of(held_out.rows, 'window')}, {held_out.entity_days:,} entity-days, to "
        f"{minute(held_out.to_ms)}",
        f"  threshold  {d.threshold:.4f} ({calibration.rule})",
        f"  findings   {calibration.findings} in the held-out part, {calibration.allowed:.2f} asked for",
    ]
    if calibration.suspects:
        count = number_of(len(calibration.suspects), "entity-day")
        lines.append(f"  set aside  {count} as likely attacks: see the card")
    return "\n".join([*lines, f"  card       {folder}/card.md"])


def run(argv: list[str]) -> int:
    """Do what a command line says; the exit code.

    Raises:
        UsageError: it cannot be done as given.
    """
    options, of_detect = _parser().parse_known_args(argv)
    of_detect = [*(f"--cloudtrail={pattern}" for pattern in options.cloudtrail), *of_detect]
    chosen = {name: FAMILIES[name] for name in options.family or sorted(FAMILIES)}
    settings = Settings(
        seed=options.seed,
        findings_per_entity_day=options.findings_per_entity_day,
        held_out=options.held_out,
        suspects=options.suspects,
    )
    try:
        with _features(options.features, of_detect) as patterns:
            outcomes = train_all(read(patterns, FAMILIES), settings, chosen)
    except TrainingError as error:
        raise UsageError(f"--features: {error}") from error
    for outcome in outcomes:
        print(summary(outcome, write(options.models, outcome.model) if outcome.model else ""))
    return 0 if any(outcome.model for outcome in outcomes) else 1


def main(argv: list[str]) -> int:
    """The command: 0 when a model was written, 1 when no family gave one, 2 when it cannot be done as given."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apache_beam").setLevel(logging.WARNING)
    try:
        return run(argv)
    except UsageError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    except OutputError as error:
        print(f"train: {error}", file=sys.stderr)
        return 1


def entry() -> int:
    """The command of an installed package."""
    return main(sys.argv[1:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.train",
        description=_EXPLANATION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "--features",
        action="append",
        default=[],
        metavar="PATTERN",
        help="Avro files of feature vectors: a local path, gs:// or s3:// pattern (** crosses folders), or a folder. "
        "May be given more than once; a vector that is there twice counts once.",
    )
    add(
        "--cloudtrail",
        action="append",
        default=[],
        metavar="PATTERN",
        help="logs to learn from instead, as python -m pipelines.detect takes them, with any of its options, such as "
        "--vpc_flow=PATTERN or --dns=PATTERN.",
    )
    add("--models", required=True, metavar="DIR", help="where models are kept; also gs:// or s3://.")
    add(
        "--family",
        action="append",
        choices=sorted(FAMILIES),
        help="train this family only. May be given more than once. By default all.",
    )
    add(
        "--findings_per_entity_day",
        type=_share,
        default=_DEFAULTS.findings_per_entity_day,
        metavar="RATE",
        help=f"findings that a benign entity may raise in a day ({_DEFAULTS.findings_per_entity_day:g}): with 500 "
        "active principals one in two days.",
    )
    add(
        "--held_out",
        type=_share,
        default=_DEFAULTS.held_out,
        metavar="SHARE",
        help=f"the last part of the time, that sets the threshold ({_DEFAULTS.held_out:g}).",
    )
    add(
        "--suspects",
        type=_share_or_none,
        default=_DEFAULTS.suspects,
        metavar="SHARE",
        help="of the held-out entity-days, how many may be set aside as likely attacks if they stand far apart "
        f"({_DEFAULTS.suspects:g}; 0: none).",
    )
    add("--seed", type=_seed, default=_DEFAULTS.seed, metavar="N", help="of the trees' random choices (0).")
    return parser


def _share(text: str) -> float:
    share = _share_or_none(text)
    if share == 0:
        raise argparse.ArgumentTypeError("0 is too small")
    return share


def _share_or_none(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to below 1")
    return share


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 to 4294967295")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
