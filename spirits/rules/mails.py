"""What a mail and a short message may look like."""

import re
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from project.lib.errors import InvalidInput

MOST_RECIPIENTS = 50
# The 7-bit default alphabet of GSM 03.38 and its extension table, whose characters count twice.
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")  # fmt: skip
GSM_TWICE = set("^{}\\[~]|€")
PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,39})\}")


def checked_addresses(field: str, addresses: Sequence[str]) -> list[str]:
    """The addresses without repetitions, or InvalidInput that names the bad one's place."""
    for number, each in enumerate(addresses):
        try:
            validate_email(each)
        except ValidationError as error:
            raise InvalidInput.of(f"{field}.{number}", f"{each[:80]!r} is no e-mail address.") from error
    unique = list(dict.fromkeys(addresses))
    if len(unique) > MOST_RECIPIENTS:
        raise InvalidInput.of(field, f"At most {MOST_RECIPIENTS} recipients.")
    return unique


def checked_subject(subject: str) -> str:
    """The subject, or InvalidInput where it holds a line break."""
    if any(character in subject for character in "\r\n"):
        raise InvalidInput.of("subject", "Must be one line.")
    return subject


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each ``{name}`` replaced; InvalidInput for "values" names what is missing."""
    missing = sorted({name for name in PLACE.findall(text) if name not in values})
    if missing:
        raise InvalidInput.of("values", f"Missing: {', '.join(missing)}.")
    return PLACE.sub(lambda place: values[place[1]], text)


def short_message_parts(text: str) -> int:
    """How many short messages a text is charged as (3GPP TS 23.038, 23.040): 160 or 70 characters, 153 or 67 each when split."""
    if set(text) <= GSM | GSM_TWICE:
        length, whole, split = sum(2 if each in GSM_TWICE else 1 for each in text), 160, 153
    else:
        length, whole, split = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= whole else -(-length // split)
