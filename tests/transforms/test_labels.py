"""Step labels are part of the interface: savepoints and updates find what a step keeps by them."""

import apache_beam as beam
from apache_beam.pipeline import AppliedPTransform, PipelineVisitor
from apache_beam.runners.common import DoFnSignature

from models.config.config import Config, parse
from models.detectors.registry import SEQUENCE_TYPES
from pipelines.detect import Job, build
from transforms.fold import Mode
from transforms.source import Inputs
from transforms.write import Sink

DEFAULTS = Config()

FOLDS = {
    "Remember accounts/Fold notes/Fold windows in order",
    "Watch credentials/Fold uses/Fold windows in order",
    "Profile principals/Fold surroundings/Fold windows in order",
    "Profile principals/Fold profiles/Fold windows in order",
    "Tell sequences/Fold evidence/Fold windows in order",
    "Merge findings/Fold sightings/Fold windows in order",
}

#: What a job keeps besides whose rules count.
COUNTS = {"Count for rules/Fold counts/Fold windows in order"}

#: What a job keeps besides that reads flow logs.
FLOWS = {"Judge traffic/Fold traffic/Fold windows in order"}

#: What a job keeps besides that reads DNS logs.
QUERIES = {"Judge queries/Fold queries/Fold windows in order", "Watch the fleet/Fold fleet/Fold windows in order"}

#: What a stream keeps besides: where its readers are, and what waits for a shuffle.
READERS = {
    "Read CloudTrail/Read projects/p/subscriptions/s/Pull/ReadUnbounded",
    "Read CloudTrail/List files/List new files/ReadUnbounded",
}


class Keeping(PipelineVisitor):
    """Collects the labels of the steps that keep state, or their place in a source."""

    def __init__(self) -> None:
        self.labels: set[str] = set()

    def visit_transform(self, node: AppliedPTransform) -> None:
        if isinstance(node.transform, beam.ParDo):
            signature = DoFnSignature(node.transform.fn)
            if signature.is_stateful_dofn() or signature.is_unbounded_per_element():
                self.labels.add(node.full_label)


def keeping(inputs: Inputs | None, config: Config = DEFAULTS, streaming: bool = False, **more: object) -> set[str]:
    streams = streaming or (inputs is not None and inputs.streaming)
    pipeline, mode, visitor = beam.Pipeline(), Mode(streams), Keeping()
    sinks = [Sink(name, mode) for name in ("/tmp/findings", "/tmp/rejected")]
    build(pipeline, Job(inputs, *sinks, config, 300_000, mode, **more))
    pipeline.visit(visitor)
    return visitor.labels


def test_steps_of_a_stream_that_keep_something_keep_their_labels():
    assert keeping(Inputs(["/no/such/*"], ["projects/p/subscriptions/s"], watch=True)) == FOLDS | READERS


def test_a_bounded_run_keeps_the_same_folds():
    assert keeping(Inputs(["/no/such/*"], [])) == FOLDS


def test_a_stream_that_goes_on_from_an_archive_keeps_nothing_besides():
    watched = Inputs(["/no/such/*"], ["projects/p/subscriptions/s"], watch=True)
    assert keeping(watched, profiles_in=("/no/such/*",)) == FOLDS | READERS


def test_flow_logs_have_a_fold_of_their_own():
    assert keeping(Inputs(["/no/such/*"], []), vpc_flow=Inputs(["/no/such/*"], [])) == FOLDS | FLOWS
    watched = Inputs(["/no/such/*"], ["projects/p/subscriptions/s"], watch=True)
    readers = {label.replace("Read CloudTrail/", "Read VPC flow logs/") for label in READERS}
    merging = {label for label in FOLDS if label.startswith(("Tell", "Merge"))}
    assert keeping(None, streaming=True, vpc_flow=watched) == merging | FLOWS | readers


def test_dns_logs_have_two_folds_of_their_own():
    assert keeping(Inputs(["/no/such/*"], []), dns=Inputs(["/no/such/*"], [])) == FOLDS | QUERIES
    watched = Inputs(["/no/such/*"], ["projects/p/subscriptions/s"], watch=True)
    readers = {label.replace("Read CloudTrail/", "Read DNS logs/") for label in READERS}
    merging = {label for label in FOLDS if label.startswith(("Tell", "Merge"))}
    assert keeping(None, streaming=True, dns=watched) == merging | QUERIES | readers


def test_rules_that_count_have_a_fold_of_their_own():
    rule = '[[rules]]\nname = "abc"\ntype = "A:B/C"\nseverity = "Low"\ntitle = "t"\n'
    counting = parse(rule + 'count = 2\nwithin = "1m"\n', "f.toml")
    assert keeping(Inputs(["/no/such/*"], []), counting) == FOLDS | COUNTS
    assert keeping(Inputs(["/no/such/*"], []), parse(rule, "f.toml")) == FOLDS


def test_sequences_that_are_off_have_no_fold():
    off = "\n".join(f'[detectors."{name}"]\nenabled = false' for name in SEQUENCE_TYPES)
    assert keeping(Inputs(["/no/such/*"], []), parse(off, "f.toml")) == {
        label for label in FOLDS if not label.startswith("Tell")
    }
