"""Tell a tool server's sign-in that we need its tokens no longer (RFC 7009), by a job: best effort, and honest about it."""

from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from django.db import transaction

from accounts.models import User
from jobs.services.enqueue import enqueue
from project.lib.errors import DaimonError
from project.lib.http import Answer, Credential, Limits, outbound
from spirits.models import ToolServer
from spirits.queries.tool_servers import get_signable_server
from spirits.served.grants import Grant, opened
from training.services.open_provider import waited

REVOKE = "spirits.give_back_tokens"
LIMITS = Limits(total_seconds=20, max_bytes=100_000, max_redirects=0)
FORM = "application/x-www-form-urlencoded"


class TokensNotTaken(DaimonError):
    """The server did not take its tokens back just now; it is asked again."""

    code = "tokens_not_taken"
    status = 502
    message = "The tool server did not take its tokens back."


def sign_out(*, user: User, server_id: UUID) -> tuple[ToolServer, bool]:
    """The server without our tokens, and whether it can be asked to forget them; its tools answer that a sign-in is needed."""
    with transaction.atomic():
        server = get_signable_server(user, server_id)
        locked = ToolServer.objects.select_for_update().get(pk=server.pk)
        is_asked = give_back(locked.sealed_grant, server=locked.url)
        if locked.sealed_grant:
            kept = replace(opened(locked.sealed_grant), tokens=None, expires_at=None, pending=None).sealed()
            ToolServer.objects.filter(pk=locked.pk).update(sealed_grant=kept, sign_in=ToolServer.SignIn.NEEDED)
    return get_signable_server(user, server_id), is_asked


def give_back(sealed: str, *, server: str) -> bool:
    """Have the tokens of a grant taken back by a job, once this transaction is through; False where that cannot be asked for."""
    if not sealed or not _tokens(grant := opened(sealed)) or not _door(grant, server):
        return False
    enqueue(REVOKE, {"sealed": sealed, "server": server})
    return True


def revoke_tokens(*, sealed: str, server: str) -> dict[str, int | str]:
    """Ask the server to forget each token; TokensNotTaken where it should be asked again. Twice does no harm."""
    grant = opened(sealed)
    door = _door(grant, server)
    if not door:
        return {"taken_back": 0, "why": "The server offers no way to take tokens back."}
    for kind, token in _tokens(grant):
        status = _sent(door, grant, {"token": token, "token_type_hint": kind})
        if status == 429 or status >= 500:
            raise TokensNotTaken
        if not 200 <= status < 300:
            return {"taken_back": 0, "why": f"The server refused with {status}."}
    return {"taken_back": len(_tokens(grant)), "why": ""}


def _tokens(grant: Grant) -> list[tuple[str, str]]:
    """The one that makes others first."""
    kept = grant.tokens or {}
    return [(kind, kept[kind]) for kind in ("refresh_token", "access_token") if kept.get(kind)]


def _door(grant: Grant, server: str) -> str:
    """Where tokens are taken back; nowhere where they would go there in clear text though the server is spoken to by TLS."""
    door = str((grant.authority or {}).get("revocation_endpoint") or "")
    return door if urlsplit(door).scheme in {"https", urlsplit(server).scheme} else ""


def _sent(door: str, grant: Grant, asked: dict[str, str]) -> int:
    client = grant.client or {}
    name, secret = str(client.get("client_id", "")), str(client.get("client_secret") or "")
    credential = None
    if secret and client.get("token_endpoint_auth_method") == "client_secret_basic":
        pair = b64encode(f"{quote(name, safe='')}:{quote(secret, safe='')}".encode()).decode()
        credential = Credential(door, {"Authorization": f"Basic {pair}"})
    else:
        asked |= {"client_id": name} | ({"client_secret": secret} if secret else {})
    http = outbound(limits=LIMITS, credential=credential)

    async def call() -> tuple[Answer, bytes]:
        return await http.request("POST", door, body=urlencode(asked).encode(), headers={"content-type": FORM})

    return waited(call)[0].status
