"""Where the card gateway's messages come in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from project.api.errors import answer
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.services.payment.webhooks import receive_webhook

LARGEST = 512 * 1024


@csrf_exempt  # the signature over the raw body takes the token's place
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Stores a signed message and answers at once; a job does the rest."""
    if not settings.STRIPE_WEBHOOK_SECRETS:
        return answer(request, 503)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return answer(request, 413)
    try:
        receive_webhook(body=request.body, signature=request.headers.get("Stripe-Signature", ""), at=now())
    except DaimonError as error:
        return answer(request, error.status, code=error.code, message=error.message)
    return HttpResponse(status=200, content_type="text/plain")
