"""Finds sensitive values by shape and proves them by checksum or numbering plan."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

import phonenumbers
import stdnum.br.cpf
import stdnum.de.idnr
import stdnum.es.dni
import stdnum.fr.nir
import stdnum.gb.nhs
import stdnum.iban
import stdnum.in_.aadhaar
import stdnum.it.codicefiscale
import stdnum.luhn
import stdnum.nl.bsn
import stdnum.pl.pesel
import stdnum.us.ssn
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

from project.lib.errors import InvalidInput

GDPR = "GDPR Art. 4(1): it identifies a person"
RULES = {
    "email": GDPR,
    "phone": GDPR,
    "ip_address": "GDPR recital 30: an online identifier",
    "birth_date": GDPR,
    "identity_number": "GDPR Art. 87: a national identification number",
    "bank_account": "GDPR Art. 4(1): a person's account; checked by ISO 7064 mod 97",
    "card": "PCI DSS requirement 3: stored card numbers are unreadable; checked by the Luhn formula",
    "secret": "OWASP ASVS V13: no secrets in texts and code",
}
Found = tuple[str, str, int, int]  # kind, name, start, end
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}\b")
DIGITS = re.compile(r"(?<![\w.,-])\d(?:[ -]?\d){11,18}(?![\w-])")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}(?![\w:])")
BIRTH = re.compile(
    r"(?:born(?: on)?|birth ?date|date of birth|d\.?o\.?b\.?|geboren(?: am)?|geburtsdatum|né(?:e)? le)\W{0,3}"
    r"((?:\d{4}-\d\d-\d\d)|(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4})|(?:\w{3,9} \d{1,2}, \d{4})|(?:\d{1,2}\.? \w{3,9} \d{4}))",
    re.IGNORECASE,
)
# Numbers of few digits pass a checksum by chance; those count only near a word that says what they are.
IDENTITIES: tuple[tuple[str, str, Callable[[str], bool], str], ...] = (
    ("US social security number", r"\d{3}-\d{2}-\d{4}", stdnum.us.ssn.is_valid, ""),
    ("German tax number", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", stdnum.de.idnr.is_valid, r"steuer|tax|idnr"),
    ("British NHS number", r"\d{3}[ -]?\d{3}[ -]?\d{4}", stdnum.gb.nhs.is_valid, r"nhs|health|patient"),
    ("French social security number", r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}", stdnum.fr.nir.is_valid, ""),
    ("Spanish identity number", r"\d{8}-?[A-Z]", stdnum.es.dni.is_valid, ""),
    ("Italian fiscal code", r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]", stdnum.it.codicefiscale.is_valid, ""),
    ("Dutch citizen number", r"\d{9}", stdnum.nl.bsn.is_valid, r"bsn|burger|sofi"),
    ("Brazilian CPF", r"\d{3}\.\d{3}\.\d{3}-\d{2}", stdnum.br.cpf.is_valid, ""),
    ("Polish PESEL", r"\d{11}", stdnum.pl.pesel.is_valid, r"pesel"),
    ("Indian Aadhaar number", r"\d{4} ?\d{4} ?\d{4}", stdnum.in_.aadhaar.is_valid, r"aadhaar|uidai"),
)
PLUGINS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "DiscordBotTokenDetector",
    "GitHubTokenDetector", "GitLabTokenDetector", "JwtTokenDetector", "KeywordDetector", "MailchimpDetector",
    "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector",
    "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S)


def examine(text: str, kinds: list[str], country: str | None) -> dict[str, Any]:
    """Each finding once, the most specific where two overlap; and the text with all of them replaced."""
    if country is not None and country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidInput.of("country", f"{country!r} is no country of telephone numbers; use a code such as DE.")
    finders: dict[str, Callable[[], Iterable[Found]]] = {
        "secret": lambda: _secrets(text),
        "card": lambda: _cards(text),
        "bank_account": lambda: _matches("bank_account", "bank account (IBAN)", IBAN, text, stdnum.iban.is_valid),
        "identity_number": lambda: _identities(text),
        "email": lambda: _matches("email", "e-mail address", EMAIL, text, lambda _value: True),
        "ip_address": lambda: _addresses(text),
        "birth_date": lambda: (("birth_date", "date of birth", *each.span(1)) for each in BIRTH.finditer(text)),
        "phone": lambda: _phones(text, country),
    }
    kept: list[Found] = []
    for kind in (each for each in finders if each in kinds):
        for found in finders[kind]():
            if not any(found[2] < end and start < found[3] for _, _, start, end in kept):
                kept.append(found)
    kept.sort(key=lambda each: each[2])
    return {
        "findings": [_told(text, *each) for each in kept],
        "counts": dict(Counter(each[0] for each in kept)),
        "is_clean": not kept,
        "redacted": _redacted(text, kept),
    }


def _told(text: str, kind: str, name: str, start: int, end: int) -> dict[str, Any]:
    return {
        "kind": kind, "name": name, "masked": _masked(kind, text[start:end]), "start": start, "end": end,
        "line": text.count("\n", 0, start) + 1, "rule": RULES[kind],
    }  # fmt: skip


def _masked(kind: str, value: str) -> str:
    if kind == "email":
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if kind in ("secret", "birth_date"):
        return "***"
    return f"***{value[-4:]}" if len(value) > 7 else "***"


def _redacted(text: str, kept: list[Found]) -> str:
    for kind, _name, start, end in reversed(kept):
        text = f"{text[:start]}[{kind.upper()}]{text[end:]}"
    return text


def _matches(
    kind: str, name: str, pattern: re.Pattern[str], text: str, is_valid: Callable[[str], bool]
) -> Iterable[Found]:
    for match in pattern.finditer(text):
        if is_valid(match.group()):
            yield kind, name, match.start(), match.end()


CARDS = (
    ("Visa card", r"4(?:\d{12}|\d{15}|\d{18})"), ("Mastercard", r"(?:5[1-5]\d{2}|2[2-7]\d{2})\d{12}"),
    ("American Express card", r"3[47]\d{13}"), ("Discover card", r"6(?:011|5\d{2}|4[4-9]\d)\d{12}"),
    ("Diners Club card", r"3(?:0[0-5]|[68]\d)\d{11}"), ("JCB card", r"35(?:2[89]|[3-8]\d)\d{12}"),
    ("Maestro card", r"(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15}"), ("UnionPay card", r"62\d{14,17}"),
)  # fmt: skip


def _cards(text: str) -> Iterable[Found]:
    for match in DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        name = next((name for name, pattern in CARDS if re.fullmatch(pattern, digits)), "")
        if name and stdnum.luhn.is_valid(digits):
            yield "card", name, match.start(), match.end()


def _identities(text: str) -> Iterable[Found]:
    for name, pattern, is_valid, near in IDENTITIES:
        for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text):
            around = text[max(0, match.start() - 60) : match.end() + 20]
            if is_valid(match.group()) and (not near or re.search(near, around, re.IGNORECASE)):
                yield "identity_number", name, match.start(), match.end()


def _addresses(text: str) -> Iterable[Found]:
    for pattern in (IPV4, IPV6):
        for match in pattern.finditer(text):
            try:
                address = ip_address(match.group())
            except ValueError:
                continue
            if not (address.is_loopback or address.is_unspecified):
                yield "ip_address", "IP address", match.start(), match.end()


def _phones(text: str, country: str | None) -> Iterable[Found]:
    for match in phonenumbers.PhoneNumberMatcher(text, country.upper() if country else None):
        yield "phone", "telephone number", match.start, match.end


def _secrets(text: str) -> Iterable[Found]:
    for match in PRIVATE_KEY.finditer(text):
        yield "secret", "private key", match.start(), match.end()
    with transient_settings({"plugins_used": [{"name": name} for name in PLUGINS]}):
        place = 0
        for line in text.splitlines(keepends=True):
            if len(line) <= 5_000:
                yield from _secrets_of(line, place)
            place += len(line)


def _secrets_of(line: str, place: int) -> Iterable[Found]:
    """The secrets of a line; some detectors name only how the secret begins, so the rest of the word belongs to it."""
    for secret in scan_line(line):
        value = secret.secret_value or ""
        at = line.find(value) if len(value) >= 3 else -1
        if at >= 0 and secret.type != "Private Key":
            rest = re.match(r"\w*", line[at + len(value) :]) if value[-1].isalnum() else None
            yield "secret", f"secret ({secret.type})", place + at, place + at + len(value) + (rest.end() if rest else 0)
