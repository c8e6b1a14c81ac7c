"""Web origins, compared as browsers write them."""

import re

ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,253}(?::[0-9]{1,5})?")


def usable_origin(given: str) -> str:
    """The origin when it is a well-formed http or https one, else ""."""
    return given if len(given) <= 200 and ORIGIN.fullmatch(given) else ""
