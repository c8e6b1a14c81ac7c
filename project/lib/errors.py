"""The root of every error Daimon raises on purpose; project.api.errors turns it into an answer."""


class DaimonError(Exception):
    """Something a caller did cannot be done, said in one plain sentence.

    ``code`` is stable and documented, ``status`` is the HTTP status any door answers with, and ``fields``
    maps the name of an input to what is wrong with it.
    """

    code = "invalid"
    status = 400
    message = "This cannot be done."

    def __init__(self, message: str = "", *, fields: dict[str, list[str]] | None = None) -> None:
        self.message = message or self.message
        self.fields = fields or {}
        super().__init__(self.message)


class InvalidInput(DaimonError):
    """An input is malformed; ``fields`` names it."""

    code = "invalid"
    status = 400
    message = "Please check the marked fields."

    @classmethod
    def of(cls, field: str, problem: str) -> "InvalidInput":
        """An error about one field."""
        return cls(problem, fields={field: [problem]})


class NotFound(DaimonError):
    """The object is absent, or not this person's; nobody learns which."""

    code = "not_found"
    status = 404
    message = "Not found."


class Forbidden(DaimonError):
    """The person is known but may not do this."""

    code = "forbidden"
    status = 403
    message = "You may not do this."


class Conflict(DaimonError):
    """The object is in a state that does not allow this, or changed meanwhile."""

    code = "conflict"
    status = 409
    message = "This was changed or done already."


class TooManyRequests(DaimonError):
    """A limit is reached; ``retry_after`` says for how many seconds."""

    code = "too_many_requests"
    status = 429
    message = "Too many requests. Wait a little, then try again."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Unavailable(DaimonError):
    """Something this needs is away or not set up; the message says what and how to get it."""

    code = "unavailable"
    status = 503
    message = "This is not available right now."
