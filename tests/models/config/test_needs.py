"""What a configuration lacks is said once, for the logs that are read."""

from models.cloudtrail.record import CLOUDTRAIL
from models.config.config import Config, parse
from models.config.needs import lacking
from models.detectors.first_time import UNUSUAL_NETWORK
from models.dns import DNS
from models.vpc_flow import VPC_FLOW


def test_without_a_configuration_the_kinds_of_lists_are_named_that_types_need():
    told = "\n".join(lacking(Config(), [VPC_FLOW]))
    for kind in ("c2", "crypto", "drop-point", "black-hole", "custom", "tor", "scanner", "doh"):
        assert told.count(f'of the kind "{kind}"') == 1
    assert "UnauthorizedAccess:EC2/TorRelay" in told and "no [inventory] path" in told
    assert "IAMUser" not in told and "S3/" not in told


def test_each_kind_is_told_once_for_all_logs():
    told = "\n".join(lacking(Config()))
    assert told.count('of the kind "tor"') == 1
    assert "Recon:IAMUser/TorIPCaller" in told and "UnauthorizedAccess:EC2/TorClient" in told


def test_a_run_names_all_kinds_in_one_line():
    [lists, inventory] = lacking(Config(), [VPC_FLOW, DNS], briefly=True)
    assert lists.startswith('no [[lists]] of the kinds "c2", "crypto", ') and " types that need them" in lists
    assert "no [inventory] path" in inventory


def test_a_single_kind_is_told_with_its_types():
    tables = [f'[[lists]]\nname = "{kind}"\nkind = "{kind}"\npath = "a"\n' for kind in ("malicious", "custom")]
    line, ranges, city = lacking(parse("".join(tables), "f.toml"), [CLOUDTRAIL], briefly=True)
    assert ranges.startswith("no [aws] ip_ranges and no [geo] asn: ")
    assert city.startswith("no [geo] city: nothing is found of UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B")
    assert line.startswith('no [[lists]] of the kind "tor": nothing is found of ') and "TorIPCaller" in line


def test_sign_ins_without_a_city_database_go_by_countries():
    [told] = [line for line in lacking(parse('[geo]\ncountries = "c.csv"\n', "f.toml"), [CLOUDTRAIL]) if "city" in line]
    assert "goes by countries" in told


def test_dns_logs_need_lists_but_for_what_looks_suspicious_by_itself():
    told = "\n".join(lacking(Config(), [DNS]))
    assert "Trojan:EC2/DGADomainRequest.C!DNS" in told and "Impact:EC2/MaliciousDomainRequest.Custom" in told
    assert "SuspiciousDomainRequest" not in told and "inventory" not in told


def test_what_is_not_read_lacks_nothing():
    told = "\n".join(lacking(Config(), [CLOUDTRAIL]))
    assert "EC2/" not in told and UNUSUAL_NETWORK not in told  # which is off by default


def test_what_is_there_or_off_lacks_nothing():
    config = parse(
        '[[lists]]\nname = "a"\nkind = "c2"\npath = "a.txt"\n[inventory]\npath = "i.json"\n'
        '[detectors."Trojan:EC2/DropPoint"]\nenabled = false\n',
        "f.toml",
    )
    told = "\n".join(lacking(config, [VPC_FLOW]))
    assert '"c2"' not in told and "DropPoint" not in told and "inventory" not in told
    assert '"crypto"' in told
