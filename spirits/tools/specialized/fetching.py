"""Fetching a page for a tool, within what is left of the call's time."""

import asyncio

from project.lib.errors import InvalidInput
from project.lib.http import Answer, Limits, close_pools, outbound
from spirits.tools.context import Context

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
LARGEST_PAGE = 2_000_000


def fetch_page(context: Context, url: str) -> tuple[str, bytes]:
    """The address after redirects and the HTML found there; InvalidInput where it answers with something else."""
    answer, body = asyncio.run(_fetched(url, context.seconds_left()))
    if answer.status != 200:
        raise InvalidInput.of("url", f"The server answered with status {answer.status}.")
    if answer.content_type not in PAGE_TYPES:
        raise InvalidInput.of("url", f"This is {answer.content_type[:60]}, no HTML page.")
    return answer.url, body


async def _fetched(url: str, seconds: float) -> tuple[Answer, bytes]:
    try:
        return await outbound(limits=Limits(total_seconds=seconds, max_bytes=LARGEST_PAGE)).get(url)
    finally:
        await close_pools()
