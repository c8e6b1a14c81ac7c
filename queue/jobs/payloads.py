"""What a job of a kind needs: a dataclass or a JSON Schema, checked when the job is made and read when it runs."""

from dataclasses import is_dataclass
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from jsonschema import Draft202012Validator
from pydantic import ConfigDict, TypeAdapter, ValidationError

from jobs.errors import PayloadRefused


class Payload(Protocol):
    """How one kind reads its input."""

    def checked(self, value: Any) -> dict[str, Any]:
        """The input as JSON, or PayloadRefused."""

    def loaded(self, value: dict[str, Any]) -> Any:
        """What the handler is handed."""


class DataclassPayload:
    """Input described by a dataclass; unknown fields are refused."""

    def __init__(self, shape: type) -> None:
        self.shape = shape
        if not hasattr(shape, "__pydantic_config__"):
            shape.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
        self.adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def checked(self, value: Any) -> dict[str, Any]:
        """The input as JSON, or PayloadRefused naming each wrong field."""
        whole = {} if value is None else value
        dumped: dict[str, Any] = self.adapter.dump_python(self._read(whole), mode="json")
        return dumped

    def loaded(self, value: dict[str, Any]) -> Any:
        """An instance of the dataclass."""
        return self._read(value)

    def _read(self, value: Any) -> Any:
        try:
            if isinstance(value, self.shape):
                value = self.adapter.dump_python(value, mode="json")
            return self.adapter.validate_python(value)
        except ValidationError as error:
            fields: dict[str, list[str]] = {}
            for problem in error.errors():
                name = ".".join(str(part) for part in problem["loc"]) or "payload"
                fields.setdefault(name, []).append(problem["msg"])
            raise PayloadRefused(fields=fields) from error


class SchemaPayload:
    """Input described by a JSON Schema; the handler is handed the plain object."""

    def __init__(self, schema: dict[str, Any]) -> None:
        Draft202012Validator.check_schema(schema)
        self.validator = Draft202012Validator(schema)

    def checked(self, value: Any) -> dict[str, Any]:
        """The input, or PayloadRefused naming each wrong field."""
        whole: dict[str, Any] = {} if value is None else value
        fields: dict[str, list[str]] = {}
        for problem in self.validator.iter_errors(whole):
            fields.setdefault(".".join(str(part) for part in problem.absolute_path) or "payload", []).append(
                problem.message
            )
        if fields:
            raise PayloadRefused(fields=fields)
        return whole

    def loaded(self, value: dict[str, Any]) -> Any:
        """The same object."""
        return self.checked(value)


class NoPayload:
    """A kind that needs no input."""

    def checked(self, value: Any) -> dict[str, Any]:
        """An empty object; anything else is refused."""
        if value:
            raise PayloadRefused("This kind of job takes no input.", fields={"payload": ["Must be empty."]})
        return {}

    def loaded(self, value: dict[str, Any]) -> Any:
        """None."""
        return None


def payload_of(shape: type | dict[str, Any] | None) -> Payload:
    """The reader for a dataclass, a JSON Schema, or no input at all."""
    if shape is None:
        return NoPayload()
    if isinstance(shape, dict):
        return SchemaPayload(shape)
    if not is_dataclass(shape):
        raise TypeError(f"{shape!r} is neither a dataclass nor a JSON Schema.")
    return DataclassPayload(shape)


class PayloadEncoder(DjangoJSONEncoder):
    """Writes ids and times in payloads and results as text."""
