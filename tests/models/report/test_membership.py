from __future__ import annotations

import io

import fastavro

from models.findings.avro import SCHEMA, to_avro
from models.report.membership import membership
from tests.models.report.attacks import MINING, STOLEN_DATA, published
from tests.models.report.samples import found, read, sample


def members(findings):
    return membership(findings.current)


def test_findings_and_sequences_refer_to_each_other():
    documents = published(STOLEN_DATA) + published(MINING)
    sequences = {each["id"] for each in documents if each["type"].startswith("AttackSequence")}
    of = members(found(*documents, sample()))
    for document in documents:
        named = document.get("associatedAttackSequenceArn")
        if named:
            assert of[document["id"]] == [named.rpartition("/")[2]]
    assert {document["id"] for document in documents} - sequences <= of.keys()
    assert {name for names in of.values() for name in names} == sequences


def test_a_sequence_knows_findings_that_do_not_name_it():
    documents = published(STOLEN_DATA)
    file = io.BytesIO()
    fastavro.writer(file, SCHEMA, [to_avro(document) for document in documents])
    findings = read(file.getvalue(), "findings.avro")
    assert members(findings)[documents[-1]["id"]] == [documents[0]["id"]]


def test_of_several_the_one_that_it_joined_last_is_first():
    document = sample(additionalInfo={"attackSequences": ["arn:a/finding/1", "arn:a/finding/2"]})
    document["associatedAttackSequenceArn"] = "arn:a/finding/2"
    assert members(found(document)) == {document["id"]: ["2", "1"]}
