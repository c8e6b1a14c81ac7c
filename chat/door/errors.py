"""What the doors refuse, beyond what models and the economy refuse."""

from project.lib.errors import DaimonError, InvalidInput


class UnsupportedParameter(InvalidInput):
    """A parameter asks for what no model here can do."""

    code = "unsupported_parameter"


class BodyTooLarge(DaimonError):
    """The request's body is larger than the door takes."""

    code = "request_too_large"
    status = 413
    message = "The request is larger than 16 MB."


class BadJson(DaimonError):
    """The body is no JSON object."""

    code = "invalid_json"
    message = "The request's body must be a JSON object in UTF-8."


class NotSignedIn(DaimonError):
    """No valid key or token came with the request."""

    code = "invalid_api_key"
    status = 401
    message = "No valid API key was given. Make one under Profile, API keys, and send it as a Bearer token."


class ScopeMissing(DaimonError):
    """The key may not do this."""

    code = "insufficient_permissions"
    status = 403


class TooOften(DaimonError):
    """A limit of the caller is reached; ``retry_after`` says for how many seconds."""

    code = "rate_limit_exceeded"
    status = 429
    message = "Too many requests. Wait a moment."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class NoSuchEndpoint(DaimonError):
    """The path or the method is unknown."""

    code = "unknown_url"
    status = 404


class NotOffered(DaimonError):
    """The protocol has this endpoint; this installation has nothing behind it."""

    code = "not_offered"
    status = 501
