"""email_manager: drafts, templates and mails, sent once the person confirmed that very mail."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.errors import OutboundMessageNotFound
from spirits.models import OutboundMessage
from spirits.queries.outbound_messages import get_message_out, messages_out_of, template_named, templates_of
from spirits.rules.mails import PLACE, filled
from spirits.services.messages import delete_draft, delete_template, save_draft, save_template, send_email
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, many, text


def stays_inside(given: Mapping[str, Any]) -> bool:
    """Only sending leaves the installation."""
    return bool(given.get("action") != "send")


@tool(
    "email_manager",
    "Writes mail drafts and templates, sends mails after you confirm them, and lists what was sent.",
    arguments(
        required="action",
        action=choice("What to do.", "draft", "send", "list", "delete_draft", "save_template", "templates", "delete_template"),
        to=many("Recipients' e-mail addresses.", text("An address.", most=320), most=50),
        subject=text("The subject, one line.", most=200, least=0),
        body=text("The text.", most=20_000),
        attachments=many("Files of the workspace to attach, by path.", text("A path.", most=500), most=20),
        draft=text("The id of a draft: to change, send or delete it.", most=36),
        template=text("A template's name: to write with it, save or delete it.", most=60),
        values={"type": "object", "description": "What stands in the template's {places}.", "additionalProperties": {"type": "string", "maxLength": 5_000}, "maxProperties": 50},
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "message": {"type": "object"}, "messages": {"type": "array"},
            "template": {"type": "object"}, "templates": {"type": "array"},
        },
        "required": ["action"],
    },
    effect=Effect.OUTBOUND,
    stays_inside=stays_inside,
    budget=Budget(seconds=30, bytes=25_000_000, results=100),
    needs=("a mail server",),
    example={"action": "draft", "to": ["ann@example.org"], "subject": "Minutes", "body": "Hello Ann,\n\nhere are the minutes."},
)  # fmt: skip
def email_manager(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _words(context: Context, given: dict[str, Any]) -> tuple[str, str]:
    """Subject and body: those given, or the template's with its places filled."""
    if "template" not in given:
        if "body" not in given:
            raise InvalidInput.of("body", f"Required to {given['action']} a mail without a template.")
        return given.get("subject", ""), given["body"]
    template = template_named(context.user, given["template"])
    values = given.get("values", {})
    return filled(template.subject, values), filled(template.body, values)


def _draft(context: Context, given: dict[str, Any]) -> ToolResult:
    subject, body = _words(context, given)
    draft = save_draft(
        user=context.user, recipients=given.get("to", []), subject=subject, body=body, now=context.now,
        draft_id=_id(given) if "draft" in given else None,
    )  # fmt: skip
    return _told("draft", draft, f"Kept as a draft: {draft.subject or 'no subject'} [{draft.pk}]")


def _send(context: Context, given: dict[str, Any]) -> ToolResult:
    draft = get_message_out(context.user, _id(given)) if "draft" in given else None
    to = given.get("to") or (draft.recipients if draft else [])
    if not to:
        raise InvalidInput.of("to", "Required to send a mail.")
    is_as_drafted = draft is not None and not {"body", "template"} & given.keys()
    subject, body = (draft.subject, draft.body) if draft and is_as_drafted else _words(context, given)
    sent = send_email(
        user=context.user, recipients=to, subject=subject, body=body, attachments=given.get("attachments", []),
        now=context.now, call_id=context.call_id, draft_id=draft.pk if draft else None,
    )  # fmt: skip
    return _told("send", sent, f"Sent {sent.subject or 'a mail'!r} to {', '.join(sent.recipients)}.")


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = list(messages_out_of(context.user).filter(channel="email")[: context.budget.results])
    lines = [f"{each.get_state_display()}: {each.subject or each.body[:40]} to {', '.join(each.recipients) or 'nobody'} [{each.pk}]" for each in rows]  # fmt: skip
    return ToolResult({"action": "list", "messages": [about(each) for each in rows]}, "\n".join(lines) or "There is no mail yet.")  # fmt: skip


def _delete_draft(context: Context, given: dict[str, Any]) -> ToolResult:
    delete_draft(user=context.user, draft_id=_id(given))
    return ToolResult({"action": "delete_draft"}, "Thrown away.")


def _save_template(context: Context, given: dict[str, Any]) -> ToolResult:
    if "body" not in given:
        raise InvalidInput.of("body", "Required to save_template.")
    kept = save_template(
        user=context.user, name=_name(given), subject=given.get("subject", ""), body=given["body"], now=context.now
    )
    places = sorted(set(PLACE.findall(kept.subject + kept.body)))
    data = {"name": kept.name, "subject": kept.subject, "body": kept.body, "places": places}
    return ToolResult({"action": "save_template", "template": data}, f"Kept the template {kept.name!r}; its places: {', '.join(places) or 'none'}.")  # fmt: skip


def _templates(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = [{"name": each.name, "subject": each.subject, "body": each.body} for each in templates_of(context.user)]
    return ToolResult({"action": "templates", "templates": rows}, "\n".join(row["name"] for row in rows) or "There is no template yet.")  # fmt: skip


def _delete_template(context: Context, given: dict[str, Any]) -> ToolResult:
    delete_template(user=context.user, name=_name(given))
    return ToolResult({"action": "delete_template"}, "Forgotten.")


def _name(given: dict[str, Any]) -> str:
    if "template" not in given:
        raise InvalidInput.of("template", f"Required to {given['action']}: its name.")
    return str(given["template"])


def _told(action: str, message: OutboundMessage, words: str) -> ToolResult:
    return ToolResult({"action": action, "message": about(message)}, words)


def about(message: OutboundMessage) -> dict[str, Any]:
    """A message as a program reads it."""
    return {
        "id": str(message.pk), "channel": message.channel, "state": message.state, "recipients": message.recipients,
        "subject": message.subject, "body": message.body, "reference": message.reference, "error": message.error,
        "sent_at": message.sent_at and message.sent_at.isoformat(),
    }  # fmt: skip


def _id(given: dict[str, Any]) -> UUID:
    if "draft" not in given:
        raise InvalidInput.of("draft", f"Required to {given['action']}: its id.")
    try:
        return UUID(given["draft"])
    except ValueError as error:
        raise OutboundMessageNotFound(fields={"draft": ["There is no such draft."]}) from error


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "draft": _draft, "send": _send, "list": _list, "delete_draft": _delete_draft, "save_template": _save_template,
    "templates": _templates, "delete_template": _delete_template,
}  # fmt: skip
