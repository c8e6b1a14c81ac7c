"""social_media_poster: posts to connected accounts, after the person confirmed that very post."""

import mimetypes
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from project.lib.errors import InvalidInput
from spirits.errors import SendingFailed
from spirits.models import SocialAccount
from spirits.queries.outbound_messages import messages_out_of, social_accounts_of
from spirits.queries.workspace import read_file
from spirits.rules.posts import RULES, check_post, length_on
from spirits.services.messages import post_to
from spirits.services.messages.social import Picture
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.errors import ToolUnavailable
from spirits.tools.integration.email_manager import about
from spirits.tools.schema import arguments, choice, many, record, text

HOW_TO_CONNECT = "You have no connected account. Connect Mastodon, Bluesky or a web hook under Connections."
PICTURE = record(
    "A picture of the workspace.",
    required="path description",
    path=text("Its path.", most=500),
    description=text("What it shows, for those who do not see it.", most=1_500),
)


def stays_inside(given: Mapping[str, Any]) -> bool:
    """Only posting leaves the installation."""
    return bool(given.get("action", "post") != "post")


@tool(
    "social_media_poster",
    "Posts to your connected Mastodon, Bluesky or web-hook accounts after you confirm; checks each network's rules first.",
    arguments(
        action=choice("What to do; check posts nothing.", "post", "check", "accounts", "list", default="post"),
        text=text("The post.", most=10_000),
        accounts=many("Names of connected accounts; all of them when left out.", text("A name.", most=60), most=20),
        pictures=many("Pictures of the workspace.", PICTURE, most=4),
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "posts": {"type": "array"}, "accounts": {"type": "array"}, "messages": {"type": "array"},
        },
        "required": ["action"],
    },
    effect=Effect.OUTBOUND,
    stays_inside=stays_inside,
    budget=Budget(seconds=60, bytes=70_000_000, results=100),
    needs=("a connected account",),
    example={"action": "accounts"},
)  # fmt: skip
def social_media_poster(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What was posted where; each account by itself, so that one that fails leaves the others posted."""
    action = arguments["action"]
    if action == "accounts":
        rows = [{"name": each.name, "network": each.network, "server": each.server} for each in social_accounts_of(context.user)]  # fmt: skip
        return ToolResult({"action": action, "accounts": rows}, "\n".join(f"{row['name']} ({row['network']})" for row in rows) or HOW_TO_CONNECT)  # fmt: skip
    if action == "list":
        sent = list(messages_out_of(context.user).filter(channel="social")[: context.budget.results])
        return ToolResult({"action": action, "messages": [about(each) for each in sent]}, "\n".join(f"{each.get_state_display()}: {each.body[:60]}" for each in sent) or "Nothing was posted yet.")  # fmt: skip
    if "text" not in arguments:
        raise InvalidInput.of("text", f"Required to {action}.")
    accounts = _accounts(context, arguments)
    pictures = [_picture(context, number, each) for number, each in enumerate(arguments.get("pictures", []))]
    for account in accounts:
        check_post(account.network, arguments["text"], [(each.mime, len(each.content)) for each in pictures])
    if action == "check":
        found = [{"account": each.name, "network": each.network, "length": length_on(each.network, arguments["text"]), "limit": RULES[each.network].length} for each in accounts]  # fmt: skip
        return ToolResult({"action": action, "posts": found}, "\n".join(f"{row['account']}: {row['length']} of {row['limit']} characters" for row in found))  # fmt: skip
    posts = [_post(context, account, arguments["text"], pictures) for account in accounts]
    failed = [post for post in posts if post["state"] != "sent"]
    if len(failed) == len(posts):
        raise SendingFailed("; ".join(f"{post['account']}: {post['error']}" for post in failed))
    lines = [f"{post['account']}: {post['reference'] or 'posted' if post['state'] == 'sent' else post['error']}" for post in posts]  # fmt: skip
    return ToolResult({"action": action, "posts": posts}, "\n".join(lines))


def _accounts(context: Context, given: dict[str, Any]) -> list[SocialAccount]:
    known = {each.name: each for each in social_accounts_of(context.user)}
    if not known:
        raise ToolUnavailable(HOW_TO_CONNECT)
    wanted = list(dict.fromkeys(given.get("accounts", known)))
    for number, name in enumerate(wanted):
        if name not in known:
            raise InvalidInput.of(f"accounts.{number}", f"You have no connected account named {name!r}.")
    return [known[name] for name in wanted]


def _picture(context: Context, number: int, given: dict[str, Any]) -> Picture:
    name = PurePosixPath(given["path"]).name
    mime = mimetypes.guess_type(name)[0] or ""
    if not mime.startswith("image/"):
        raise InvalidInput.of(f"pictures.{number}.path", "This is no picture.")
    return Picture(name, mime, read_file(context.user, given["path"]), given["description"])


def _post(context: Context, account: SocialAccount, words: str, pictures: list[Picture]) -> dict[str, Any]:
    context.seconds_left()
    try:
        sent = post_to(account=account, text=words, pictures=pictures, now=context.now, call_id=context.call_id)
    except SendingFailed as error:
        return {"account": account.name, "network": account.network, "state": "failed", "reference": "", "error": error.message}  # fmt: skip
    return {"account": account.name, "network": account.network, "state": sent.state, "reference": sent.reference, "error": sent.error}  # fmt: skip
