"""compliance_checker."""

import pytest

from project.lib.clock import now
from spirits.services.workspace import write_file


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Card 4111 1111 1111 1111 please", "card", "4111 1111 1111 1111"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "bank_account", "DE89 3704 0044 0532 0130 00"),
        ("mail ann.lee@example.org today", "email", "ann.lee@example.org"),
        ("call +49 30 901820 now", "phone", "+49 30 901820"),
        ("DNI 54362315K", "identity_number", "54362315K"),
        ("SSN: 536-90-4399", "identity_number", "536-90-4399"),
        ("from 203.0.114.7 at noon", "ip_address", "203.0.114.7"),
        ("born on 1980-02-03 in Rome", "birth_date", "1980-02-03"),
        ("token = ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789", "secret", "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789"),
    ],
)
def test_values_are_found_where_they_are(calc, text, kind, value):
    [finding] = calc("compliance_checker", text=text).data["findings"]
    assert (finding["kind"], text[finding["start"] : finding["end"]]) == (kind, value)
    assert value not in str(finding)
    assert finding["rule"]


@pytest.mark.parametrize(
    "text",
    [
        "Card 4111 1111 1111 1112",
        "IBAN DE89 3704 0044 0532 0130 01",
        "Version 1.2.3.4567 of 12345678901",
        "at 127.0.0.1",
        "DNI 54362315A",
        "order 2026-11-21-0001",
    ],
)
def test_what_fails_its_checksum_is_no_finding(calc, text):
    assert calc("compliance_checker", text=text).data["is_clean"]


def test_findings_are_redacted(calc):
    found = calc("compliance_checker", text="ann@example.org or\n4111111111111111", redact=True)
    assert found.data["redacted"] == "[EMAIL] or\n[CARD]"
    assert [each["line"] for each in found.data["findings"]] == [1, 2]
    assert found.artifacts[0].content == b"[EMAIL] or\n[CARD]"


def test_a_private_key_is_redacted_whole(calc):
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----"  # pragma: allowlist secret
    assert calc("compliance_checker", text=f"a\n{key}\nb", redact=True).data["redacted"] == "a\n[SECRET]\nb"


def test_kinds_and_country_can_be_chosen(calc):
    text = "Ring 030 901820 or write to ann@example.org."
    assert calc("compliance_checker", text=text, country="de", kinds=["phone"]).data["counts"] == {"phone": 1}


def test_a_file_of_the_own_workspace_is_examined(use, alice, bob):
    write_file(user=alice, path="a.txt", content=b"ann@example.org", now=now())
    write_file(user=bob, path="b.txt", content=b"bob@example.org", now=now())
    assert use("compliance_checker", path="a.txt").data["counts"] == {"email": 1}
    assert "path" in use.refused("compliance_checker", path="b.txt")


def test_bad_arguments_are_named(calc):
    assert "text" in calc.refused("compliance_checker")
    assert "country" in calc.refused("compliance_checker", text="x", country="q9")
    assert "kinds.0" in calc.refused("compliance_checker", text="x", kinds=["age"])
