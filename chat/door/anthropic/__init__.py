"""Anthropic's protocol: ``POST /v1/messages``."""

from chat.door.anthropic.errors import body_of, failure_in_stream
from chat.door.anthropic.messages import messages
from chat.door.protocol import Door

DOOR = Door(
    name="anthropic",
    routes={"POST /messages": messages},
    error_body=body_of,
    failure_in_stream=failure_in_stream,
)
