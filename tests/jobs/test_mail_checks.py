"""`tracker doctor --mail` says what mail providers will make of us, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.alerts.smtp_peer import relay
from tracker.jobs.mail_checks import Ask, examine_mail
from tracker.settings import load

KEY = "v=DKIM1; k=rsa; p=" + "A" * 392
GOOD = {
    ("news.example.org", "TXT"): ["v=spf1 include:relay.example.net -all", "other=1"],
    ("s1._domainkey.news.example.org", "TXT"): [KEY],
    ("_dmarc.news.example.org", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:d@example.org"],
    ("news.example.org", "MX"): ["10 mx.example.org."],
}


def names(known: Mapping[tuple[str, str], list[str]]) -> Ask:
    return lambda name, kind: known.get((name, kind), [])


def examined(known: Mapping[tuple[str, str], list[str]], **changed: object) -> dict[str, str]:
    told = {"mail_from": "Digest <d@news.example.org>", "bounce_address": "b@news.example.org", "smtp_host": ""}
    settings = load().model_copy(update={**told, **changed})
    return {each.what: each.state for each in examine_mail(settings, ("s1",), names(known))}


def test_a_domain_that_is_set_up_has_nothing_wrong():
    found = examined(GOOD)
    assert {found[what] for what in ("SPF", "DKIM", "DMARC", "bounces")} == {"ok"}


@pytest.mark.parametrize(
    ("what", "where", "records", "state"),
    [
        ("SPF", "news.example.org", [], "wrong"),
        ("SPF", "news.example.org", ["v=spf1 -all", "v=spf1 ~all"], "wrong"),
        ("SPF", "news.example.org", ["v=spf1 include:x +all"], "notice"),
        ("SPF", "news.example.org", ["v=spf1 redirect=_spf.example.org"], "ok"),
        ("DKIM", "s1._domainkey.news.example.org", [], "wrong"),
        ("DKIM", "s1._domainkey.news.example.org", ["v=DKIM1; p="], "wrong"),
        ("DKIM", "s1._domainkey.news.example.org", ["v=DKIM1; k=rsa; p=AAAA"], "wrong"),
        ("DKIM", "s1._domainkey.news.example.org", ["v=DKIM1; k=ed25519; p=" + "A" * 44], "ok"),
        ("DMARC", "_dmarc.news.example.org", [], "wrong"),
        ("DMARC", "_dmarc.news.example.org", ["v=DMARC1; p=none"], "notice"),
        ("DMARC", "_dmarc.news.example.org", ["v=DMARC1; p=later"], "wrong"),
        ("DMARC", "_dmarc.news.example.org", ["google-site-verification=v"], "wrong"),
    ],
)
def test_each_record_is_judged_by_what_it_says(what: str, where: str, records: list[str], state: str):
    assert examined(GOOD | {(where, "TXT"): records})[what] == state


def test_the_policy_of_the_whole_domain_counts_for_its_parts():
    known = {key: value for key, value in GOOD.items() if key[0] != "_dmarc.news.example.org"}
    assert examined(known | {("_dmarc.example.org", "TXT"): ["v=DMARC1; p=reject"]})["DMARC"] == "ok"


def test_an_address_of_one_click_without_https_is_wrong():
    assert examined(GOOD, site_url="http://tracker.example.org")["List-Unsubscribe"] == "wrong"


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_relay_says_what_it_offers_and_nothing_is_sent(pipelining: bool):
    with relay() as peer:
        peer.pipelining = pipelining
        known = {"smtp_host": "127.0.0.1", "smtp_port": peer.port, "smtp_security": "none"}
        settings = load().model_copy(update={"mail_from": "d@example.org", **known})
        found = {each.what: each for each in examine_mail(settings, (), names(GOOD))}
        assert found["relay"].state == "notice"
        assert ("no PIPELINING" in found["relay offers"].found) != pipelining
        assert peer.accepted == []


def test_a_relay_that_is_not_there_is_wrong():
    assert examined(GOOD, smtp_host="127.0.0.1", smtp_port=1, smtp_security="none")["relay"] == "wrong"
