from models.simulate.organisation import REGIONS, found


def test_a_seed_has_one_organisation() -> None:
    assert found(3, 2) == found(3, 2)
    assert found(3, 2) != found(4, 2)


def test_a_larger_organisation_begins_with_the_accounts_of_a_smaller_one() -> None:
    assert found(3, 5).accounts[:2] == found(3, 2).accounts


def test_accounts_differ_and_have_every_region_once() -> None:
    accounts = found(1, 12).accounts
    assert len({account.id for account in accounts}) == len({account.name for account in accounts}) == 12
    assert all(sorted(site.region for site in account.sites) == sorted(REGIONS) for account in accounts)
    assert all(len(account.id) == 12 and account.id.isdigit() for account in accounts)


def test_nobody_and_nothing_in_an_account_is_there_twice() -> None:
    for account in found(5, 3).accounts:
        people = [person.name for person in account.people]
        instances = [instance.id for site in account.sites for instance in site.instances]
        buckets = [bucket for site in account.sites for bucket in site.buckets]
        for names in (people, instances, buckets):
            assert len(set(names)) == len(names) > 0
