"""The endpoints of calendars and their events."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.api.spirits import UUID_PATTERN
from spirits.api.timetable_serializers import (
    CalendarFile,
    CalendarIn,
    CalendarOut,
    EventChange,
    EventIn,
    EventOut,
    Imported,
    OccurrenceOut,
    Window,
)
from spirits.errors import CalendarNotFound
from spirits.models import Calendar, CalendarEvent
from spirits.queries.calendar import calendars_of, events_of, get_calendar, get_event, occurrences
from spirits.services.calendar import add_event, change_event, create_calendar, delete_calendar, remove_event
from spirits.services.exchange_calendar import export_calendar, import_calendar

ONLY_AT = OpenApiParameter("only_at", OpenApiTypes.DATETIME, description="Only this time of a series.")
SINCE = OpenApiParameter("since", OpenApiTypes.DATETIME, required=True, description="From when.")
UNTIL = OpenApiParameter(
    "until", OpenApiTypes.DATETIME, required=True, description="Until when; at most 400 days later."
)


def valid(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    """What was sent, checked."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


@extend_schema_view(list=extend_schema(summary="Your calendars"))
class CalendarViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Calendar]):
    """The signed-in person's calendars."""

    queryset = Calendar.objects.none()
    serializer_class = CalendarOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("name", "id")

    def get_queryset(self) -> QuerySet[Calendar]:
        """The person's own."""
        return calendars_of(signed_in(self.request))

    @extend_schema(summary="One calendar", responses=CalendarOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Its events are below /events."""
        refuse_unknown(request, set())
        return Response(CalendarOut(get_calendar(signed_in(request), UUID(str(pk)))).data)

    @extend_schema(
        summary="Make a calendar", parameters=[IDEMPOTENCY_KEY], request=CalendarIn, responses={201: CalendarOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Names differ."""
        refuse_unknown(request, set())
        made = create_calendar(user=signed_in(request), now=now(), **valid(CalendarIn(data=request.data)))
        return Response(CalendarOut(made).data, status=201)

    @extend_schema(summary="Delete a calendar with its events", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """For good."""
        refuse_unknown(request, set())
        delete_calendar(user=signed_in(request), calendar_id=UUID(str(pk)))
        return Response(status=204)

    @extend_schema(summary="The calendar as iCalendar", responses={200: OpenApiResponse(description="text/calendar")})
    @action(detail=True, filter_backends=[], pagination_class=None)
    def export(self, request: Request, pk: UUID) -> HttpResponse:
        """RFC 5545, as a download."""
        refuse_unknown(request, set())
        content = export_calendar(calendar=get_calendar(signed_in(request), UUID(str(pk))), now=now())
        headers = {"Content-Disposition": 'attachment; filename="calendar.ics"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)

    @extend_schema(summary="Take in an iCalendar file", request=CalendarFile, responses=Imported)
    @action(detail=True, methods=["post"], url_path="import", url_name="import")
    def take_in(self, request: Request, pk: UUID) -> Response:
        """Events with a known UID are changed, others added: all or none."""
        refuse_unknown(request, set())
        calendar = get_calendar(signed_in(request), UUID(str(pk)))
        content = valid(CalendarFile(data=request.data))["content"].encode()
        return Response(Imported(import_calendar(calendar=calendar, content=content, now=now())).data)


@extend_schema_view(list=extend_schema(summary="Your events, newest first"))
class EventViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[CalendarEvent]):
    """Events of the signed-in person's calendars."""

    queryset = CalendarEvent.objects.none()
    serializer_class = EventOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "calendar": Filter(
            serializers.UUIDField(),
            lambda rows, calendar: rows.filter(calendar=calendar),
            meaning="Only of this calendar.",
            schema={"type": "string", "format": "uuid"},
        ),
    }

    def get_queryset(self) -> QuerySet[CalendarEvent]:
        """The person's own."""
        return events_of(signed_in(self.request))

    @extend_schema(summary="One event", responses=EventOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With an ETag."""
        refuse_unknown(request, set())
        return tagged(request, EventOut(get_event(signed_in(request), pk)).data)

    @extend_schema(summary="Add an event", parameters=[IDEMPOTENCY_KEY], request=EventIn, responses={201: EventOut})
    @idempotent
    def create(self, request: Request) -> Response:
        """Once, or a series by its rule."""
        refuse_unknown(request, set())
        given = valid(EventIn(data=request.data))
        try:
            calendar = get_calendar(signed_in(request), given.pop("calendar"))
        except CalendarNotFound as error:
            raise InvalidInput.of("calendar", "You have no such calendar.") from error
        return tagged(request, EventOut(add_event(calendar=calendar, now=now(), **given)).data, status=201)

    @extend_schema(summary="Change an event", parameters=[IF_MATCH], request=EventChange, responses=EventOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """All times of a series."""
        refuse_unknown(request, set())
        require_match(request, EventOut(get_event(signed_in(request), pk)).data)
        changes = valid(EventChange(data=request.data))
        changed = change_event(user=signed_in(request), event_id=pk, changes=changes, now=now())
        return tagged(request, EventOut(changed).data)

    @extend_schema(summary="Remove an event", parameters=[ONLY_AT], responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """With all its times, or one of them."""
        refuse_unknown(request, {"only_at"})
        only_at = None
        if "only_at" in request.query_params:
            only_at = _moment(request.query_params["only_at"])
        remove_event(user=signed_in(request), event_id=pk, only_at=only_at, now=now())
        return Response(status=204)

    @extend_schema(
        summary="What happens when",
        parameters=[SINCE, UNTIL],
        responses=OccurrenceOut(many=True),
    )
    @action(detail=False, filter_backends=[], pagination_class=None)
    def occurrences(self, request: Request) -> Response:
        """Every time of every event between the two moments, by start; at most 5,000."""
        refuse_unknown(request, {"since", "until"})
        window = valid(Window(data=request.query_params.dict()))
        return Response(OccurrenceOut(occurrences(signed_in(request), **window), many=True).data)


def _moment(raw: str) -> Any:
    try:
        return serializers.DateTimeField().run_validation(raw)
    except serializers.ValidationError as error:
        raise InvalidInput.of("only_at", "Expected a date and time.") from error
