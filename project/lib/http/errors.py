"""Why an outbound call was refused or failed; none of these holds a header or a body."""

from project.lib.errors import DaimonError


class OutboundError(DaimonError):
    """A call to another server was refused or failed."""

    code = "outbound_failed"
    status = 502
    message = "The other server could not be called."


class InvalidUrl(OutboundError):
    """The address is no plain http or https URL."""

    code = "invalid_url"
    status = 400
    message = "This is not a plain http:// or https:// address."


class AddressRefused(OutboundError):
    """The address leads into a private, local or reserved network and is not on the operator's allow-list."""

    code = "address_refused"
    status = 400
    message = (
        "This address may not be called: it is not on the public internet. "
        "An operator can allow it in OUTBOUND_ALLOWED_HOSTS."
    )


class CredentialRefused(OutboundError):
    """A secret would travel without being bound to one origin."""

    code = "credential_refused"
    status = 500
    message = "A secret header must be given as a Credential, bound to the origin it belongs to."


class HostNotFound(OutboundError):
    """The host's name has no address."""

    code = "host_not_found"
    message = "There is no server with this name."


class ConnectionFailed(OutboundError):
    """No connection could be made, or it broke before the answer began."""

    code = "connection_failed"
    message = "The server could not be reached."


class AnswerBroken(OutboundError):
    """The connection broke in the middle of the answer, or the answer is no HTTP."""

    code = "answer_broken"
    message = "The server's answer broke off."


class OutboundTimeout(OutboundError):
    """Connecting, one read, or the whole call took longer than allowed; ``what`` says which."""

    code = "outbound_timeout"
    status = 504
    message = "The server took too long."

    def __init__(self, message: str = "", *, what: str = "total") -> None:
        super().__init__(message)
        self.what = what


class AnswerTooLarge(OutboundError):
    """The answer has more bytes, or a longer line, than allowed."""

    code = "answer_too_large"
    message = "The server sent more than is accepted."


class RedirectRefused(OutboundError):
    """The server redirects, and this call may not follow, or has followed often enough."""

    code = "redirect_refused"
    message = "The server redirects to another address, which is not followed here."


class UnknownEncoding(OutboundError):
    """The answer is compressed in a way that was not asked for, or the compression is broken."""

    code = "unknown_encoding"
    message = "The server's answer is packed in a way that cannot be read."


class OutboundBusy(OutboundError):
    """All connections are in use."""

    code = "outbound_busy"
    status = 503
    message = "Too many calls to other servers are running. Try again shortly."
