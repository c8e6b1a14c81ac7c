"""Links to conversations: their owner's dialog, and the page a link leads to."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from chat.errors import ShareLinkNotFound
from chat.models import Conversation, ShareLink
from chat.queries.conversations import get_conversation
from chat.queries.share_links import links_of, open_link
from chat.queries.thread import branch_to
from chat.services.share_links import count_view, is_right_password, make_link, revoke_link
from chat.views.context import with_steps
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.ops.limits.count import count_at

PERIODS = (1, 7, 30, 365)
SHOWN = 500  # messages of a shared conversation
GUESSES = (10, 60)  # passwords tried at one link, and the seconds that takes
UNLOCKED_SECONDS = 60 * 60
_signer = TimestampSigner(salt="chat.shares")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@page
def links(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """The conversation's links, and the form that makes one; a link's address is shown on that answer alone."""
    conversation = get_conversation(user, conversation_id)
    address = ""
    if request.method == "POST":
        _, token = make_link(
            user=user,
            conversation_id=conversation_id,
            now=now(),
            days=_days(request.POST.get("days", "")),
            password=request.POST.get("password", ""),
        )
        address = request.build_absolute_uri(reverse("linked", args=[token]))
    return _dialog(request, conversation, address)


@require_POST
@page
def revoke(request: HttpRequest, user: User, link_id: UUID) -> HttpResponse:
    """Take a link back."""
    share = revoke_link(user=user, link_id=link_id, now=now())
    if not request.headers.get("HX-Request"):
        notices.success(request, _("The link leads nowhere any more."))
    return _dialog(request, get_conversation(user, share.conversation_id))


@never_cache
@ensure_csrf_cookie
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows to whoever has it, once the password was said where there is one."""
    share = _opened(token)
    if share.password and not _is_unlocked(request, share):
        return _unlock(request, share, token)
    conversation = share.conversation
    spoken = with_steps(branch_to(conversation, share.leaf_id, window=SHOWN))
    if request.method == "GET":
        count_view(share)
    return _private(
        render(request, "chat/linked.html", {"conversation": conversation, "spoken": spoken, "share": share})
    )


def _unlock(request: HttpRequest, share: ShareLink, token: str) -> HttpResponse:
    error = ""
    if request.method == "POST":
        verdict = count_at(name="share_password", identity=str(share.pk), rate=GUESSES, is_always=True)
        if verdict and not verdict.is_allowed:
            return render(request, "429.html", status=429)
        if is_right_password(share, request.POST.get("password", "")):
            answer = redirect("linked", token)
            answer.set_cookie(
                _cookie(share), _signer.sign(share.token_hash), max_age=UNLOCKED_SECONDS, httponly=True, samesite="Lax",
                secure=request.is_secure(), path=request.path,
            )  # fmt: skip
            return answer
        error = _("That is not the password.")
    return _private(render(request, "chat/linked_locked.html", {"error": error}, status=403 if error else 200))


def _is_unlocked(request: HttpRequest, share: ShareLink) -> bool:
    try:
        return _signer.unsign(request.COOKIES.get(_cookie(share), ""), max_age=UNLOCKED_SECONDS) == share.token_hash
    except BadSignature:
        return False


def _cookie(share: ShareLink) -> str:
    return f"share-{share.pk.hex[-12:]}"


def _private(answer: HttpResponse) -> HttpResponse:
    """Not for search engines, and the link does not travel on with the next click."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _opened(token: str) -> ShareLink:
    try:
        return open_link(token, at=now())
    except ShareLinkNotFound as error:
        raise Http404(error.message) from error


def _dialog(request: HttpRequest, conversation: Conversation, address: str = "") -> HttpResponse:
    context = {
        "section": "chat",
        "conversation": conversation,
        "links": list(links_of(conversation, at=now())),
        "address": address,
        "periods": PERIODS,
    }
    template = "chat/_links.html" if request.headers.get("HX-Request") else "chat/links.html"
    return render(request, template, context)


def _days(raw: str) -> int | None:
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit():
        raise InvalidInput.of("days", "Expected a number of days.")
    return int(raw[:6])
