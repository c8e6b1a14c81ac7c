"""The endpoints of reminders and scheduled tasks."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.notifications import zone_of
from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.api.calendars import valid
from spirits.api.spirits import UUID_PATTERN
from spirits.api.timetable_serializers import ReminderIn, ReminderOut, ScheduledTaskIn, ScheduledTaskOut, SnoozeIn
from spirits.errors import MinionNotFound
from spirits.models import Reminder, ScheduledTask
from spirits.queries.minions import get_minion
from spirits.queries.timetables import get_reminder, get_scheduled_task, reminders_of, scheduled_tasks_of
from spirits.services.reminders import cancel_reminder, set_reminder, snooze_reminder
from spirits.services.scheduled_tasks import cancel_task, pause_task, resume_task, schedule_task


@extend_schema_view(list=extend_schema(summary="Your reminders, newest first"))
class ReminderViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Reminder]):
    """The signed-in person's reminders."""

    queryset = Reminder.objects.none()
    serializer_class = ReminderOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "state": Filter(
            serializers.ChoiceField(choices=Reminder.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only in this state.",
            schema={"type": "string", "enum": Reminder.State.values},
        ),
    }

    def get_queryset(self) -> QuerySet[Reminder]:
        """The person's own."""
        return reminders_of(signed_in(self.request))

    @extend_schema(summary="One reminder", responses=ReminderOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What it says and when next."""
        refuse_unknown(request, set())
        return Response(ReminderOut(get_reminder(signed_in(request), pk)).data)

    @extend_schema(
        summary="Set a reminder", parameters=[IDEMPOTENCY_KEY], request=ReminderIn, responses={201: ReminderOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Repeats on the wall clock of the person's time zone."""
        refuse_unknown(request, set())
        user = signed_in(request)
        made = set_reminder(user=user, zone=zone_of(user), now=now(), **valid(ReminderIn(data=request.data)))
        return Response(ReminderOut(made).data, status=201)

    @extend_schema(summary="Remind again later", request=SnoozeIn, responses=ReminderOut)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, pk: UUID) -> Response:
        """A delivered one once more, a waiting one later."""
        refuse_unknown(request, set())
        until = valid(SnoozeIn(data=request.data))["until"]
        moved = snooze_reminder(user=signed_in(request), reminder_id=pk, until=until, now=now())
        return Response(ReminderOut(moved).data)

    @extend_schema(summary="Cancel a reminder", request=None, responses=ReminderOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """It comes no more."""
        refuse_unknown(request, set())
        return Response(ReminderOut(cancel_reminder(user=signed_in(request), reminder_id=pk)).data)


@extend_schema_view(list=extend_schema(summary="Your scheduled tasks, newest first"))
class ScheduledTaskViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ScheduledTask]):
    """Tools and prompts that run later, of the signed-in person."""

    queryset = ScheduledTask.objects.none()
    serializer_class = ScheduledTaskOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "state": Filter(
            serializers.ChoiceField(choices=ScheduledTask.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only in this state.",
            schema={"type": "string", "enum": ScheduledTask.State.values},
        ),
    }

    def get_queryset(self) -> QuerySet[ScheduledTask]:
        """The person's own."""
        return scheduled_tasks_of(signed_in(self.request))

    @extend_schema(summary="One scheduled task", responses=ScheduledTaskOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With how it went last time."""
        refuse_unknown(request, set())
        return Response(ScheduledTaskOut(get_scheduled_task(signed_in(request), pk)).data)

    @extend_schema(
        summary="Schedule a task",
        parameters=[IDEMPOTENCY_KEY],
        request=ScheduledTaskIn,
        responses={201: ScheduledTaskOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A tool is checked for being allowed, and its arguments for fitting, now and each time it runs."""
        refuse_unknown(request, set())
        user = signed_in(request)
        given = valid(ScheduledTaskIn(data=request.data))
        minion_id = given.pop("minion", None)
        try:
            minion = get_minion(user, minion_id) if minion_id else None
        except MinionNotFound as error:
            raise InvalidInput.of("minion", error.message) from error
        made = schedule_task(user=user, zone=zone_of(user), minion=minion, now=now(), **given)
        return Response(ScheduledTaskOut(made).data, status=201)

    @extend_schema(summary="Pause a task", request=None, responses=ScheduledTaskOut)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: UUID) -> Response:
        """It does not run until it is resumed."""
        refuse_unknown(request, set())
        return Response(ScheduledTaskOut(pause_task(user=signed_in(request), task_id=pk)).data)

    @extend_schema(summary="Resume a task", request=None, responses=ScheduledTaskOut)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> Response:
        """Times that passed meanwhile are left out."""
        refuse_unknown(request, set())
        return Response(ScheduledTaskOut(resume_task(user=signed_in(request), task_id=pk, now=now())).data)

    @extend_schema(summary="Cancel a task", request=None, responses=ScheduledTaskOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """It runs no more."""
        refuse_unknown(request, set())
        return Response(ScheduledTaskOut(cancel_task(user=signed_in(request), task_id=pk)).data)
