"""What a response looks like: whole, and as numbered events."""

from typing import Any

from chat.door.exchange import Shape, sse
from chat.door.fields import Body
from training.providers.protocol import (
    Finished,
    FinishReason,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)

Item = dict[str, Any]


class Response:
    """The response object in its states."""

    def __init__(self, identity: str, created: int, model: str, body: Body, *, is_stored: bool) -> None:
        self.identity = identity
        self._fixed = {
            "id": identity,
            "object": "response",
            "created_at": created,
            "model": model,
            "instructions": body.get("instructions"),
            "max_output_tokens": body.get("max_output_tokens"),
            "metadata": body.get("metadata") or {},
            "parallel_tool_calls": True,
            "previous_response_id": body.get("previous_response_id"),
            "store": is_stored,
            "temperature": body.get("temperature"),
            "text": body.get("text") or {"format": {"type": "text"}},
            "tool_choice": body.get("tool_choice", "auto"),
            "tools": body.get("tools") or [],
            "top_p": body.get("top_p"),
        }

    def under_way(self) -> Item:
        """The response before its end."""
        unknown = {"error": None, "incomplete_details": None, "usage": None}
        return {**self._fixed, "status": "in_progress", "output": [], **unknown}

    def whole(self, output: list[Item], usage: Usage, reason: FinishReason) -> Item:
        """The response at its end; incomplete where the model was cut off."""
        is_cut = reason in {"length", "content_filter"}
        why = {"reason": "max_output_tokens" if reason == "length" else "content_filter"}
        return {
            **self._fixed,
            "status": "incomplete" if is_cut else "completed",
            "output": output,
            "error": None,
            "incomplete_details": why if is_cut else None,
            "usage": {
                "input_tokens": usage.input_tokens,
                "input_tokens_details": {"cached_tokens": usage.cached_input_tokens, "cache_write_tokens": 0},
                "output_tokens": usage.output_tokens,
                "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
                "total_tokens": usage.input_tokens + usage.output_tokens,
            },
        }

    def message(self, words: str, status: str = "completed") -> Item:
        """The answer's words as an item."""
        content = [text_part(words)] if status == "completed" else []
        return {
            "id": f"msg_{self.identity}",
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": content,
        }

    def call(self, call: ToolCall, status: str = "completed") -> Item:
        """A call of one of the caller's tools as an item."""
        return {
            "id": f"fc_{call.id}",
            "type": "function_call",
            "status": status,
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }


def text_part(words: str) -> Item:
    """The one part of a message's content."""
    return {"type": "output_text", "text": words, "annotations": [], "logprobs": []}


class ResponseEvents(Shape):
    """The stream's shape: every event has its type and a sequence number from 0."""

    def __init__(self, response: Response) -> None:
        self.final: Item = {}
        self._response = response
        self._number = -1
        self._words: list[str] = []
        self._message_at: int | None = None
        self._calls: dict[int, tuple[int, ToolCall]] = {}
        self._done: list[Item] = []
        self._usage = Usage(0, 0)
        self._reason: FinishReason = "stop"

    def start(self) -> bytes:
        """Created, and in progress."""
        under_way = self._response.under_way()
        return self._event("response.created", response=under_way) + self._event(
            "response.in_progress", response=under_way
        )

    def event(self, event: StreamEvent) -> bytes:
        """What one event adds."""
        match event:
            case TextDelta(words):
                return self._open_message() + self._say(words)
            case ToolCallDelta():
                return self._call(event)
            case Usage():
                self._usage = event
            case Finished(reason):
                self._reason = reason
        return b""

    def end(self) -> bytes:
        """Close every item and the response, which is then in ``final``."""
        opened = self._open_message() if self._message_at is None and not self._calls else b""
        closed = opened + self._close_message() + b"".join(self._close_call(*each) for each in self._calls.values())
        output = sorted(self._done, key=lambda item: int(item["_at"]))
        self.final = self._response.whole([_bare(item) for item in output], self._usage, self._reason)
        return closed + self._event(f"response.{self.final['status']}", response=self.final)

    def _event(self, kind: str, **data: Any) -> bytes:
        self._number += 1
        return sse({"type": kind, "sequence_number": self._number, **data}, kind)

    @property
    def _next_place(self) -> int:
        return len(self._calls) + (self._message_at is not None)

    def _open_message(self) -> bytes:
        if self._message_at is not None:
            return b""
        self._message_at = self._next_place
        item = self._response.message("", "in_progress")
        where = {"item_id": item["id"], "output_index": self._message_at, "content_index": 0}
        return self._event("response.output_item.added", output_index=self._message_at, item=item) + self._event(
            "response.content_part.added", **where, part=text_part("")
        )

    def _where(self) -> Item:
        identity = self._response.message("")["id"]
        return {"item_id": identity, "output_index": self._message_at, "content_index": 0}

    def _say(self, words: str) -> bytes:
        self._words.append(words)
        return self._event("response.output_text.delta", **self._where(), delta=words, logprobs=[])

    def _close_message(self) -> bytes:
        if self._message_at is None:
            return b""
        words = "".join(self._words)
        item = self._response.message(words)
        self._done.append({**item, "_at": self._message_at})
        return (
            self._event("response.output_text.done", **self._where(), text=words, logprobs=[])
            + self._event("response.content_part.done", **self._where(), part=text_part(words))
            + self._event("response.output_item.done", output_index=self._message_at, item=item)
        )

    def _call(self, piece: ToolCallDelta) -> bytes:
        opened = b""
        if piece.index not in self._calls:
            self._calls[piece.index] = (self._next_place, ToolCall(piece.id, piece.name, ""))
            place, call = self._calls[piece.index]
            item = self._response.call(call, "in_progress")
            opened = self._event("response.output_item.added", output_index=place, item=item)
        place, call = self._calls[piece.index]
        if not piece.arguments:
            return opened
        self._calls[piece.index] = (place, ToolCall(call.id, call.name, call.arguments + piece.arguments))
        return opened + self._event(
            "response.function_call_arguments.delta",
            item_id=f"fc_{call.id}",
            output_index=place,
            delta=piece.arguments,
        )

    def _close_call(self, place: int, call: ToolCall) -> bytes:
        whole_call = ToolCall(call.id, call.name, call.arguments or "{}")
        item = self._response.call(whole_call)
        self._done.append({**item, "_at": place})
        done = self._event(
            "response.function_call_arguments.done",
            item_id=item["id"],
            output_index=place,
            name=call.name,
            arguments=whole_call.arguments,
        )
        return done + self._event("response.output_item.done", output_index=place, item=item)


def _bare(item: Item) -> Item:
    return {key: value for key, value in item.items() if key != "_at"}
