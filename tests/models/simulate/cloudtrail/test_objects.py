from itertools import islice

from models.simulate.clock import HOUR
from models.simulate.cloudtrail import objects
from models.simulate.dice import Dice
from models.simulate.organisation import found
from tests.models.simulate.conftest import MONDAY

ACCOUNT = found(4, 1).accounts[0]


def test_a_roles_programs_keep_to_their_bucket_and_style() -> None:
    site = ACCOUNT.home
    for instance in site.instances:
        calls = list(islice(objects.instance_calls(site, instance, MONDAY, Dice.of(instance.id)), 200))
        buckets = {call.record["requestParameters"]["bucketName"] for call in calls}
        assert buckets == {objects.bucket_of(site, instance.role)}
        writes = any(call.record["eventName"] in ("PutObject", "DeleteObject") for call in calls)
        assert writes == (objects.style_of(site, instance.role) != "reader")


def test_styles_and_buckets_differ_between_roles() -> None:
    places = [
        (site, instance.role) for n in range(4) for site in found(n, 1).accounts[0].sites for instance in site.instances
    ]
    assert {objects.style_of(*place) for place in places} == {"reader", "worker", "cleaner"}
    assert len({objects.bucket_of(*place) for place in places}) > 10


def test_people_list_a_folder_and_fetch_some_of_it() -> None:
    reader = next(person for person in ACCOUNT.people if person.job == "analyst")
    calls = list(islice(objects.person_calls(ACCOUNT, reader, MONDAY, Dice.of("reader")), 100))
    assert calls[0].record["eventName"] == "ListObjects"
    assert {call.record["eventName"] for call in calls} == {"ListObjects", "GetObject"}
    assert all(call.record["eventCategory"] == "Data" for call in calls)


def test_the_batch_runs_in_the_small_hours() -> None:
    calls = islice(objects.function_calls(ACCOUNT.home, ACCOUNT.home.services[0], MONDAY, Dice.of("batch")), 50)
    assert all(2 * HOUR <= call.at - MONDAY <= 7 * HOUR for call in calls)


def test_a_read_counts_what_goes_out_and_a_write_what_comes_in() -> None:
    site = ACCOUNT.home
    for call in islice(objects.instance_calls(site, site.instances[0], MONDAY, Dice.of("sizes")), 60):
        moved = call.record["additionalEventData"]
        assert (moved["bytesTransferredIn"] > 0) == (call.record["eventName"] == "PutObject")
        assert (moved["bytesTransferredOut"] > 0) == (call.record["eventName"] == "GetObject")
