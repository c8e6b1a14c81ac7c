"""encryption_manager: encrypts, decrypts, signs and verifies with the person's own keys."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from project.lib.errors import InvalidInput
from spirits.models import EncryptionKey
from spirits.queries.encryption_keys import get_key_in_use, keys_of
from spirits.queries.workspace import read_file
from spirits.rules.encryption_keys import LONGEST_NAME, NAME
from spirits.services.encryption_keys import create_key, decrypt, encrypt, public_half, rotate_key, sign, verify
from spirits.services.workspace import write_file
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, text

MOST = 5_000_000
ARGUMENTS = arguments(
    required="action",
    action=choice("What to do.", "create_key", "rotate_key", "list_keys", "public_key", "encrypt", "decrypt", "sign", "verify"),
    key=text("The key's name.", most=LONGEST_NAME, pattern=NAME, default="default"),
    purpose=choice("What a new or rotated key is for.", "encryption", "signing", default="encryption"),
    text=text("The text to encrypt, sign or verify, or the encrypted text to decrypt.", most=200_000),
    path=text("A workspace file to take instead of a text.", most=500),
    save_as=text("Where in the workspace to put the result instead of showing it.", most=500),
    signature=text("The signature to verify.", most=300),
    context=text("What the message belongs to; decrypting needs the same.", most=200, least=0, default=""),
)  # fmt: skip
Done = ToolResult


@tool(
    "encryption_manager",
    "Encrypts, decrypts, signs and verifies texts and files with your own keys (AES-256-GCM, Ed25519); rotates keys.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "key": {"type": "object"}, "keys": {"type": "array"},
            "result": {"type": ["string", "null"]}, "path": {"type": ["string", "null"]},
            "signature": {"type": "string"}, "is_valid": {"type": "boolean"}, "public_key": {"type": "string"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=15, bytes=MOST),
    example={"action": "create_key", "key": "letters"},
)  # fmt: skip
def encryption_manager(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives; keys themselves are never part of it."""
    return ACTIONS[arguments["action"]](context, arguments)


def _about(key: EncryptionKey) -> dict[str, Any]:
    return {
        "name": key.name, "purpose": key.purpose, "version": key.version, "created_at": key.created_at.isoformat(),
        "in_use": key.retired_at is None,
    }  # fmt: skip


def _create(context: Context, given: dict[str, Any]) -> Done:
    key = create_key(user=context.user, name=given["key"], purpose=given["purpose"], now=context.now)
    return Done({"action": "create_key", "key": _about(key)}, f"Made the {key.purpose} key {key.name!r}.")


def _rotate(context: Context, given: dict[str, Any]) -> Done:
    key = rotate_key(user=context.user, name=given["key"], purpose=given["purpose"], now=context.now)
    words = f"{key.name!r} is now version {key.version}; what older versions made can still be opened."
    return Done({"action": "rotate_key", "key": _about(key)}, words)


def _list(context: Context, _given: dict[str, Any]) -> Done:
    keys = [_about(key) for key in keys_of(context.user)[: context.budget.rows]]
    lines = [
        f"{key['name']} v{key['version']} ({key['purpose']}{'' if key['in_use'] else ', retired'})" for key in keys
    ]
    return Done({"action": "list_keys", "keys": keys}, "\n".join(lines) or "There are no keys yet.")


def _public(context: Context, given: dict[str, Any]) -> Done:
    key = get_key_in_use(context.user, given["key"], "signing")
    pem = public_half(key)
    return Done({"action": "public_key", "key": _about(key), "public_key": pem}, pem)


def _encrypt(context: Context, given: dict[str, Any]) -> Done:
    message = encrypt(
        user=context.user,
        name=given["key"],
        content=_content(context, given),
        context=given["context"],
        now=context.now,
    )
    key = get_key_in_use(context.user, given["key"], "encryption")
    return _handed(context, given, base64.urlsafe_b64encode(message), key)


def _decrypt(context: Context, given: dict[str, Any]) -> Done:
    message = _decoded(_content(context, given), "path" if "path" in given else "text")
    content, key = decrypt(user=context.user, message=message, context=given["context"], now=context.now)
    return _handed(context, given, content, key)


def _sign(context: Context, given: dict[str, Any]) -> Done:
    made, key = sign(user=context.user, name=given["key"], content=_content(context, given), now=context.now)
    signature = base64.urlsafe_b64encode(made).decode()
    return Done({"action": "sign", "key": _about(key), "signature": signature}, signature)


def _verify(context: Context, given: dict[str, Any]) -> Done:
    if "signature" not in given:
        raise InvalidInput.of("signature", "Required to verify.")
    signature = _decoded(given["signature"].encode(), "signature")
    is_valid, key = verify(user=context.user, content=_content(context, given), signature=signature, now=context.now)
    words = f"Signed with {key.name!r} v{key.version}, unchanged." if is_valid else "NOT what was signed."
    return Done({"action": "verify", "key": _about(key), "is_valid": is_valid}, words)


def _content(context: Context, given: dict[str, Any]) -> bytes:
    if ("text" in given) == ("path" in given):
        raise InvalidInput.of("text", "Give a text or the path of a file, one of them.")
    content = given["text"].encode() if "text" in given else read_file(context.user, given["path"])
    if len(content) > context.budget.bytes:
        raise InvalidInput.of("path", f"Has more than {context.budget.bytes:,} bytes.")
    return content


def _decoded(written: bytes, field: str) -> bytes:
    try:
        return base64.b64decode(written.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.of(field, "Is not as encryption_manager wrote it (URL-safe base64).") from error


def _handed(context: Context, given: dict[str, Any], content: bytes, key: EncryptionKey) -> Done:
    data: dict[str, Any] = {"action": given["action"], "key": _about(key), "result": None, "path": None}
    if "save_as" in given:
        file = write_file(
            user=context.user, path=given["save_as"], content=content, now=context.now, call_id=context.call_id
        )
        return Done({**data, "path": file.path}, f"Written to {file.path}.")
    try:
        shown = content.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput.of("save_as", "The content is no text; give a path to write it to.") from error
    if "\0" in shown:
        raise InvalidInput.of("save_as", "The content is no text; give a path to write it to.")
    return Done({**data, "result": shown}, shown)


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], Done]] = {
    "create_key": _create, "rotate_key": _rotate, "list_keys": _list, "public_key": _public,
    "encrypt": _encrypt, "decrypt": _decrypt, "sign": _sign, "verify": _verify,
}  # fmt: skip
