"""A tool that staff defined in the shape of ours: the tool service runs it like any other."""

import asyncio
import json
from functools import partial
from typing import Any

from project.lib.errors import DaimonError
from project.lib.http import Answer, Credential, Limits, close_pools, outbound
from project.lib.secrets import unseal
from spirits.models import OwnTool, OwnToolVersion
from spirits.rules.own_tools import address, body, filled
from spirits.tools import Budget, Context, Effect, Tool, ToolResult
from spirits.tools.content.writing import write

PROMPT_BUDGET = Budget(seconds=120)
HTTP_BUDGET = Budget(seconds=30)
LARGEST_ANSWER = 2_000_000
LONGEST_TEXT = 10_000
LONGEST_REFUSAL = 300


class ServiceRefused(DaimonError):
    """The service that an HTTP tool calls answered with an error; the sentence is its own."""

    code = "service_refused"
    status = 424


def declared_own(version: OwnToolVersion) -> Tool:
    """The tool as the service runs it; the version comes with its own tool and entry."""
    own = version.own_tool
    is_prompt = own.kind == OwnTool.Kind.PROMPT
    return Tool(
        name=own.entry.slug,
        does=own.entry.description,
        arguments=version.arguments,
        function=partial(_ask_model if is_prompt else _ask_service, version),
        effect=Effect(version.effect),
        budget=PROMPT_BUDGET if is_prompt else HTTP_BUDGET,
        needs=("a language model",) if is_prompt else ("network",),
    )


def _ask_model(version: OwnToolVersion, context: Context, arguments: dict[str, Any]) -> ToolResult:
    model = version.language_model.name if version.language_model else None
    written = write(context, system=version.system, user=filled(version.template, arguments), model=model)
    return ToolResult({"text": written.text, **written.use}, written.text)


def _ask_service(version: OwnToolVersion, context: Context, arguments: dict[str, Any]) -> ToolResult:
    own = version.own_tool
    secrets = {}
    if own.sealed_key:
        key = unseal(own.sealed_key)
        secrets = {own.header or "Authorization": key if own.header else f"Bearer {key}"}
    answer, content = asyncio.run(_asked(version, arguments, secrets, context.seconds_left()))
    text = content.decode("utf-8", "replace")
    if answer.status >= 400:
        raise ServiceRefused(f"The service answered with status {answer.status}. {text[:LONGEST_REFUSAL]}".strip())
    found = _as_json(text) if answer.content_type.endswith("json") else {"text": text[:LONGEST_TEXT]}
    return ToolResult({"status": answer.status, "answer": found}, text[:LONGEST_TEXT] or "Done.")


async def _asked(
    version: OwnToolVersion, arguments: dict[str, Any], secrets: dict[str, str], seconds: float
) -> tuple[Answer, bytes]:
    is_get = version.method in (OwnToolVersion.Method.GET, OwnToolVersion.Method.DELETE)
    url = address(version.url, arguments, with_query=is_get)
    client = outbound(
        limits=Limits(total_seconds=seconds, max_bytes=LARGEST_ANSWER),
        credential=Credential(version.url.partition("{")[0], secrets) if secrets else None,
    )
    try:
        sent = None if is_get else body(version.url, arguments)
        return await client.request(version.method, url, json=sent, headers={"accept": "application/json"})
    finally:
        await close_pools()


def _as_json(text: str) -> Any:
    """What the text says, with numbers that are none left out; the text itself where it is no JSON."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return {"text": text[:LONGEST_TEXT]}
