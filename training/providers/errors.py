"""What can go wrong between Daimon and a language model's server, each with a stable code and a plain sentence."""

from typing import ClassVar

from project.lib.errors import DaimonError


class ProviderError(DaimonError):
    """A provider did not do what was asked.

    ``message`` may be shown to the user as it stands: it never holds a key. ``detail`` is what the provider itself
    said, cut short, for the operator's log. ``retry_may_help`` tells whether the same request can work later.
    """

    code = "provider_error"
    status = 502
    message = "The model's server did not answer properly."
    retry_may_help: ClassVar[bool] = False

    def __init__(self, message: str = "", *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail[:2000]


class ProviderUnreachable(ProviderError):
    """No connection to the provider, or it broke before the answer began."""

    code = "provider_unreachable"
    status = 502
    message = "The model's server cannot be reached."
    retry_may_help = True


class ProviderNotAllowed(ProviderError):
    """The provider's address is one this installation refuses to call."""

    code = "provider_not_allowed"
    status = 400
    message = "This address may not be called. An operator can allow it in OUTBOUND_ALLOWED_HOSTS."


class ProviderRefused(ProviderError):
    """The provider answered 401, 402 or 403: the key is missing, wrong, spent or may not use this model."""

    code = "provider_refused"
    status = 502
    message = "The model's server refused the key. Check it in the provider's settings."


class ModelNotFound(ProviderError):
    """The provider does not have this model."""

    code = "model_not_found"
    status = 404
    message = "The provider does not have this model."


class RequestRejected(ProviderError):
    """The provider says the request itself is wrong: a setting or content it does not take."""

    code = "provider_rejected_request"
    status = 400
    message = "The model's server does not accept this request."


class ContextTooLong(ProviderError):
    """The conversation does not fit into the model's context."""

    code = "context_too_long"
    status = 400
    message = "The prompt is too long for this model. Shorten the conversation."


class RateLimited(ProviderError):
    """The provider answered 429; ``retry_after`` holds the seconds it asked for, or None."""

    code = "provider_rate_limited"
    status = 503
    message = "The model's server is limiting requests right now. Try again shortly."
    retry_may_help = True

    def __init__(self, message: str = "", *, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after


class ProviderFault(ProviderError):
    """The provider answered 5xx, or reported a failure of its own in the middle of a stream."""

    code = "provider_fault"
    status = 502
    message = "The model's server had a fault of its own."
    retry_may_help = True


class ProviderGarbage(ProviderError):
    """The provider sent something that is not its protocol."""

    code = "provider_garbage"
    status = 502
    message = "The model's server sent something that cannot be understood."
    retry_may_help = True


class StreamCutShort(ProviderError):
    """The stream ended without the provider's own mark of the end; what came before is incomplete."""

    code = "stream_cut_short"
    status = 502
    message = "The answer broke off before its end."
    retry_may_help = True


class DeadlineExceeded(ProviderError):
    """The answer took longer than the request's total time."""

    code = "provider_deadline_exceeded"
    status = 504
    message = "The model took too long to answer."
    retry_may_help = True


class StreamTooLarge(ProviderError):
    """The provider sent more bytes, or a longer line, than any true answer has."""

    code = "stream_too_large"
    status = 502
    message = "The model's server sent more than an answer can hold."


class CannotEmbed(ProviderError):
    """This provider makes no embeddings."""

    code = "provider_cannot_embed"
    status = 400
    message = "This provider makes no embeddings."


class ProviderResting(ProviderError):
    """The provider failed several times in a row and is left alone for some seconds; it was not asked."""

    code = "provider_resting"
    status = 503
    message = "The model's server failed several times in a row and is given a rest. Try again shortly."
    retry_may_help = True

    def __init__(self, message: str = "", *, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after


class ProviderBusy(ProviderError):
    """As many calls as the provider may have are under way, and the wait was too long; it was not asked."""

    code = "provider_busy"
    status = 503
    message = "The model's server is fully busy. Try again shortly."
    retry_may_help = True

    def __init__(self, message: str = "", *, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(message, detail=detail)
        self.retry_after = retry_after
