"""Who owns a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.queries.registered import below, registered, suffix


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("example.com", "example.com"),
        ("www.shop.example.co.uk", "example.co.uk"),
        ("_dmarc.example.org", "example.org"),
        # The private section: strangers side by side.
        ("d111111abcdef8.cloudfront.net", "d111111abcdef8.cloudfront.net"),
        ("a.me.github.io", "me.github.io"),
        ("bucket.s3.eu-west-1.amazonaws.com", "bucket.s3.eu-west-1.amazonaws.com"),
        ("www.lb-1.eu-west-1.elb.amazonaws.com", "lb-1.eu-west-1.elb.amazonaws.com"),
        # Rules with wildcards, and exceptions from them.
        ("x.y.foo.ck", "y.foo.ck"),
        ("a.www.ck", "www.ck"),
        # International ones, and what DNS allows beside.
        ("www.xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"),
        (r"my\032printer\046x.example.com", "example.com"),
        (r"a\046b.co.uk", r"a\046b.co.uk"),
        # Of other roots.
        ("www.somebody.bit", "somebody.bit"),
        ("somebody.bazar", "somebody.bazar"),
    ],
)
def test_strangers_may_register_below_a_public_suffix(name, domain):
    assert registered(name) == (domain, True, False)


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("host1.corp.local", "corp.local"),
        ("ip-10-0-0-5.eu-west-1.compute.internal", "compute.internal"),
        ("printer.lan", "printer.lan"),
        ("wpad", "wpad"),
        ("bit", "bit"),
        ("com", "com"),
        ("", ""),
        # Public suffixes themselves.
        ("co.uk", "co.uk"),
        ("s3.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
        # The infrastructure's own.
        ("tv.kitchen.home.arpa", "home.arpa"),
        ("arpa", "arpa"),
    ],
)
def test_others_are_nobodys_to_register(name, domain):
    assert registered(name) == (domain, False, False)


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("5.0.0.10.in-addr.arpa", "10.in-addr.arpa"),
        ("lb._dns-sd._udp.0.0.0.10.in-addr.arpa", "10.in-addr.arpa"),
        (f"{'0.' * 30}d.f.ip6.arpa", "f.ip6.arpa"),
        ("in-addr.arpa", "in-addr.arpa"),
    ],
)
def test_trees_of_addresses(name, domain):
    assert registered(name) == (domain, False, True)


def test_what_looks_like_a_tree_is_none():
    assert registered("1.in-addr.arpa.example.com") == ("example.com", True, False)


@given(st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="."), min_size=1)))
def test_a_name_is_its_domain_and_what_is_below(labels):
    name = ".".join(labels).lower()
    domain = registered(name).domain
    front = below(name, domain)
    assert name == (f"{front}.{domain}" if front else domain)


def test_the_suffix_is_all_but_the_first_label():
    assert [suffix(name) for name in ("example.co.uk", "wpad")] == ["co.uk", ""]
