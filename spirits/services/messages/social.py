"""Posts on Mastodon, Bluesky, and to web hooks (Slack, Mattermost, Discord and their kind)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from project.lib.http import Credential
from project.lib.ids import uuid7
from project.lib.secrets import unseal
from spirits.errors import SendingFailed
from spirits.models import OutboundMessage, SocialAccount
from spirits.rules.posts import check_post, link_facets
from spirits.services.messages.calling import called
from spirits.services.messages.ledger import carry_out, open_message


@dataclass(frozen=True)
class Picture:
    """A picture of a post, with the words for those who do not see it."""

    name: str
    mime: str
    content: bytes
    description: str


def post_to(
    *, account: SocialAccount, text: str, pictures: list[Picture], now: datetime, call_id: UUID | None = None
) -> OutboundMessage:
    """The post as the network took it, with its address; InvalidInput where the network's rules forbid it."""
    check_post(account.network, text, [(each.mime, len(each.content)) for each in pictures])
    message = open_message(
        user=account.owner,
        channel=OutboundMessage.Channel.SOCIAL,
        account=account,
        body=text,
        call_id=call_id,
        now=now,
    )
    send = {"mastodon": _mastodon, "bluesky": _bluesky, "webhook": _webhook}[account.network]
    return carry_out(message, lambda: send(account, message, text, pictures), now=now)


def _mastodon(account: SocialAccount, message: OutboundMessage, text: str, pictures: list[Picture]) -> str:
    credential = Credential.bearer(account.server, unseal(account.sealed_token))
    media = [_uploaded(account, credential, picture) for picture in pictures]
    answer = called(
        "Mastodon",
        "POST",
        f"{account.server}/api/v1/statuses",
        json_body={"status": text, "media_ids": media},
        headers={"Idempotency-Key": str(message.pk)},
        credential=credential,
    )
    return _text_of(answer, "url", "Mastodon")


def _uploaded(account: SocialAccount, credential: Credential, picture: Picture) -> str:
    boundary = uuid7().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="description"\r\n\r\n{picture.description}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="picture"\r\n'
        f"Content-Type: {picture.mime}\r\n\r\n".encode(),
        picture.content,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    answer = called(
        "Mastodon",
        "POST",
        f"{account.server}/api/v2/media",
        body=b"".join(parts),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        credential=credential,
    )
    return _text_of(answer, "id", "Mastodon")


def _bluesky(account: SocialAccount, message: OutboundMessage, text: str, pictures: list[Picture]) -> str:
    api = f"{account.server}/xrpc"
    session = called(
        "Bluesky",
        "POST",
        f"{api}/com.atproto.server.createSession",
        json_body={"identifier": account.handle, "password": unseal(account.sealed_token)},
    )
    token, did = _text_of(session, "accessJwt", "Bluesky"), _text_of(session, "did", "Bluesky")
    credential = Credential.bearer(account.server, token)
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": message.created_at.isoformat().replace("+00:00", "Z"),
        "facets": link_facets(text),
    }
    if pictures:
        images = [{"alt": each.description, "image": _blob(api, credential, each)} for each in pictures]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    body = {"repo": did, "collection": "app.bsky.feed.post", "record": record}
    answer = called("Bluesky", "POST", f"{api}/com.atproto.repo.createRecord", json_body=body, credential=credential)
    key = _text_of(answer, "uri", "Bluesky").rpartition("/")[2]
    return f"https://bsky.app/profile/{account.handle}/post/{key}"


def _blob(api: str, credential: Credential, picture: Picture) -> Any:
    answer = called(
        "Bluesky",
        "POST",
        f"{api}/com.atproto.repo.uploadBlob",
        body=picture.content,
        headers={"Content-Type": picture.mime},
        credential=credential,
    )
    if not isinstance(answer, dict) or "blob" not in answer:
        raise SendingFailed("Bluesky took the picture but did not say where it is.")
    return answer["blob"]


def _webhook(account: SocialAccount, message: OutboundMessage, text: str, _pictures: list[Picture]) -> str:
    # Slack and Mattermost read "text", Discord reads "content".
    body = json.dumps({"text": text, "content": text}).encode()
    headers = {"Content-Type": "application/json", "X-Daimon-Message": str(message.pk)}
    called("The web hook", "POST", account.server, body=body, headers=headers)
    return ""


def _text_of(answer: Any, name: str, service: str) -> str:
    if not isinstance(answer, dict) or not isinstance(answer.get(name), str):
        raise SendingFailed(f"{service}'s answer has no {name}; is the address right?")
    return str(answer[name])
