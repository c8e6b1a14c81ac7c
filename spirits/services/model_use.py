"""What tools used of language models, told to whoever keeps the record; that is an app above this one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User


@dataclass(frozen=True)
class ModelUse:
    """One call of a language model by a tool."""

    user: User
    provider_name: str
    model_name: str
    model_id: UUID | None
    minion_id: UUID | None
    input_tokens: int
    output_tokens: int
    milliseconds: int
    at: datetime
    is_embedding: bool = False


_recorders: list[Callable[[ModelUse], None]] = []


def record_model_use(recorder: Callable[[ModelUse], None]) -> None:
    """Name who keeps the record."""
    _recorders[:] = [recorder]


def tell_model_use(use: ModelUse) -> None:
    """Have the call recorded."""
    for recorder in _recorders:
        recorder(use)
