"""sms_sender: short messages through the configured gateway, after the person confirmed number, text and cost."""

from collections.abc import Mapping
from typing import Any

import phonenumbers

from project.lib.errors import InvalidInput
from spirits.queries.outbound_messages import messages_out_of
from spirits.services.messages.sms import cost_of, send_sms
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.integration.email_manager import about
from spirits.tools.schema import arguments, choice, text

MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def stays_inside(given: Mapping[str, Any]) -> bool:
    """Only sending leaves the installation."""
    return bool(given.get("action", "send") != "send")


@tool(
    "sms_sender",
    "Sends a short message to a phone after you confirm it; checks numbers and shows the cost first; lists what was sent.",
    arguments(
        action=choice("What to do; check sends nothing.", "send", "check", "list", default="send"),
        to=text("The telephone number, with its country code or with country.", most=40),
        country=text("ISO code of the country of a number without a country code, such as DE.", most=2, pattern=r"^[A-Z]{2}$"),
        text=text("What to say.", most=1_600),
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "to": {"type": "string"}, "parts": {"type": "integer"}, "cost_cents": {"type": "integer"},
            "message": {"type": "object"}, "messages": {"type": "array"}, "country": {"type": "string"}, "kind": {"type": "string"},
        },
        "required": ["action"],
    },
    effect=Effect.OUTBOUND,
    stays_inside=stays_inside,
    budget=Budget(seconds=30, results=100),
    needs=("a short-message gateway",),
    example={"action": "check", "to": "0151 23456789", "country": "DE", "text": "Your table is ready."},
)  # fmt: skip
def sms_sender(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What was sent, or what it would cost."""
    if arguments["action"] == "list":
        rows = list(messages_out_of(context.user).filter(channel="sms")[: context.budget.results])
        lines = [f"{each.get_state_display()}: {each.recipients[0]} {each.body[:60]}" for each in rows]
        return ToolResult({"action": "list", "messages": [about(each) for each in rows]}, "\n".join(lines) or "None was sent yet.")  # fmt: skip
    number = _number(arguments)
    if "text" not in arguments:
        raise InvalidInput.of("text", f"Required to {arguments['action']}.")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    parts, cents = cost_of(arguments["text"])
    data: dict[str, Any] = {"action": arguments["action"], "to": written, "parts": parts, "cost_cents": cents}
    data |= {"country": phonenumbers.region_code_for_number(number) or "", "kind": _kind(number)}
    cost = f"{parts} short message{'s' if parts > 1 else ''}, {cents / 100:.2f}"
    if arguments["action"] == "check":
        return ToolResult(data, f"{written} is valid ({data['country']}, {data['kind']}). This is {cost}.")
    sent = send_sms(user=context.user, number=written, text=arguments["text"], now=context.now, call_id=context.call_id)
    return ToolResult({**data, "message": about(sent)}, f"Sent to {written}: {cost}.")


def _number(given: dict[str, Any]) -> phonenumbers.PhoneNumber:
    if "to" not in given:
        raise InvalidInput.of("to", f"Required to {given['action']}.")
    try:
        number = phonenumbers.parse(given["to"], given.get("country"))
    except phonenumbers.NumberParseException as error:
        raise InvalidInput.of(
            "to", "This is no telephone number. Write it with its country code, or name the country."
        ) from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidInput.of("to", "There is no such number in its country's numbering plan.")
    return number


def _kind(number: phonenumbers.PhoneNumber) -> str:
    return "mobile" if phonenumbers.number_type(number) in MOBILE else "no mobile number"
