"""What a person let us have at a tool server that signs people in: kept sealed, opened for one conversation."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from project.lib.errors import DaimonError
from project.lib.secrets import seal, unseal


class SignInNeeded(DaimonError):
    """The server lets nobody in who did not sign in there; ``grant`` holds the question that waits for its answer."""

    code = "tool_server_sign_in_needed"
    status = 409
    message = "This tool server asks you to sign in: on the page Tool servers."

    def __init__(self, grant: "Grant | None" = None) -> None:
        super().__init__()
        self.grant = grant


class SignInFailed(DaimonError):
    """Signing in at the server did not work; the sentence says what to do."""

    code = "tool_server_sign_in_failed"
    status = 409
    message = "Signing in at the tool server failed. Begin again."


@dataclass(frozen=True)
class Pending:
    """A person was sent to sign in: where, and what proves that the answer belongs to the question."""

    address: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What the server's sign-in page sent back with the person."""

    code: str = field(repr=False)
    state: str = field(repr=False)
    issuer: str | None = None


@dataclass(frozen=True)
class Grant:
    """Our registration there, the tokens, where they are renewed, and a sign-in that was begun; all as JSON values."""

    client: dict[str, Any] | None = field(default=None, repr=False)
    tokens: dict[str, Any] | None = field(default=None, repr=False)
    expires_at: float | None = None
    resource: dict[str, Any] | None = None
    authority: dict[str, Any] | None = None
    pending: Pending | None = field(default=None, repr=False)

    def sealed(self) -> str:
        """As it is kept."""
        return seal(json.dumps(asdict(self)))

    def asking(self, pending: Pending | None) -> "Grant":
        """The same with another question that is open."""
        return replace(self, pending=pending)


def opened(sealed: str) -> Grant:
    """The grant that was kept; an empty one for nothing."""
    if not sealed:
        return Grant()
    kept = json.loads(unseal(sealed))
    pending = kept.pop("pending")
    return Grant(**kept, pending=Pending(**pending) if pending else None)
