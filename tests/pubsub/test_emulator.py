"""The emulator keeps what tests of the Pub/Sub source rely on."""

import os

import pytest
from google.cloud import pubsub_v1

from tests.pubsub.emulator import Counts, PubSubEmulator

pytestmark = pytest.mark.runners


def test_what_is_published_is_pulled_and_counted(pubsub_emulator: PubSubEmulator):
    topic = pubsub_emulator.create_topic("counted")
    subscription = pubsub_emulator.create_subscription(topic, "counted", ack_deadline=60)
    data = [b"%d" % number for number in range(100)]

    ids = pubsub_emulator.publish(topic, data, {"source": "test"})
    assert pubsub_emulator.counts(topic) == Counts(published=100)

    messages = pubsub_emulator.pull_all(subscription)
    assert sorted(message.data for message in messages) == sorted(data)
    assert {message.message_id for message in messages} == set(ids)
    assert {message.attributes["source"] for message in messages} == {"test"}
    assert pubsub_emulator.counts(topic) == Counts(published=100, delivered=100, acknowledged=100)
    assert pubsub_emulator.pull_all(subscription) == []


def test_each_subscription_acknowledges_for_itself(pubsub_emulator: PubSubEmulator):
    topic = pubsub_emulator.create_topic("twice")
    first, second = (pubsub_emulator.create_subscription(topic, name) for name in ("one", "other"))
    pubsub_emulator.publish(topic, [b"message"])

    assert len(pubsub_emulator.pull_all(first)) == 1
    assert pubsub_emulator.counts(topic).acknowledged == 1
    assert len(pubsub_emulator.pull_all(second)) == 1
    assert pubsub_emulator.counts(topic).acknowledged == 2


def test_what_is_not_acknowledged_is_delivered_again_when_it_is_told_to(pubsub_emulator: PubSubEmulator):
    topic = pubsub_emulator.create_topic("again")
    subscription = pubsub_emulator.create_subscription(topic, "again", ack_deadline=600)
    ids = pubsub_emulator.publish(topic, [b"first", b"second"])
    with pubsub_v1.SubscriberClient() as client:
        request = {"subscription": subscription, "max_messages": 2}
        first = client.pull(request=request, timeout=10).received_messages[0]
        client.acknowledge(request={"subscription": subscription, "ack_ids": [first.ack_id]}, timeout=10)
    pubsub_emulator.redeliver(subscription, ids)
    assert {first.message.data, *(message.data for message in pubsub_emulator.pull_all(subscription))} == {
        b"first",
        b"second",
    }
    assert pubsub_emulator.counts(topic).acknowledged == 2


def test_clients_find_it_by_the_environment(pubsub_emulator: PubSubEmulator):
    assert os.environ["PUBSUB_EMULATOR_HOST"] == pubsub_emulator.host
