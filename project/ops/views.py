"""Is the process alive, and is everything it needs there?"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from project.ops.queries.health import dependencies
from project.ops.requests.metrics import exposition


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when all that is required answers; else 503. Each dependency is named, with what is broken and how to mend it."""
    found = dependencies()
    is_ready = all(each.is_ok for each in found if each.is_required)
    is_whole = all(each.is_ok for each in found)
    body = {
        "status": "ok" if is_whole else "degraded" if is_ready else "unavailable",
        "dependencies": [{"name": e.name, "ok": e.is_ok, "problem": e.problem, "remedy": e.remedy} for e in found],
    }
    return JsonResponse(body, status=200 if is_ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for its token or signed-in staff; to everybody else they are absent."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_scraper = bool(settings.METRICS_TOKEN) and constant_time_compare(given, settings.METRICS_TOKEN)
    if not is_scraper and not (request.user.is_staff and request.user.is_active):
        return HttpResponse(status=404)
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
