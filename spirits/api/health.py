"""The endpoints of the health log: measures, goals and medicines."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
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
from spirits.api.calendars import valid
from spirits.api.spirits import UUID_PATTERN
from spirits.errors import MedicationStopped
from spirits.models import Dose, Measure, Medication, WellnessGoal
from spirits.queries.health import get_measure, get_medication, goals_of, measures_of, medications_of
from spirits.rules.wellness import KINDS, judged
from spirits.services.medications import add_medication, record_dose, stop_medication
from spirits.services.wellness import log_measure, remove_measure, set_goal


class MeasureOut(serializers.ModelSerializer[Measure]):
    """A logged value, in the unit that its kind is kept in."""

    unit = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField(help_text="low, usual or high for adults, or empty; no diagnosis.")

    class Meta:
        model = Measure
        fields = ["id", "kind", "value", "second", "unit", "verdict", "note", "at"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_unit(self, measure: Measure) -> str:
        """Empty for a kind that is not known any more."""
        return KINDS[measure.kind].unit if measure.kind in KINDS else ""

    @extend_schema_field(OpenApiTypes.STR)
    def get_verdict(self, measure: Measure) -> str:
        """As the tool tells it."""
        return judged(measure.kind, measure.value, measure.second) if measure.kind in KINDS else ""


class MeasureIn(serializers.Serializer[Any]):
    """A value to log."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    value = serializers.FloatField()
    second = serializers.FloatField(required=False, help_text="The lower value of a blood pressure.")
    unit = serializers.CharField(max_length=20, required=False, help_text="The kind's own without.")
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    at = serializers.DateTimeField(required=False, help_text="Now without.")


class WellnessGoalOut(serializers.ModelSerializer[WellnessGoal]):
    """What a measure should come to."""

    class Meta:
        model = WellnessGoal
        fields = ["id", "kind", "target", "until", "created_at"]
        read_only_fields = fields


class WellnessGoalIn(serializers.Serializer[Any]):
    """A goal to set; it takes the place of an earlier one of its kind."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    target = serializers.FloatField()
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True)
    until = serializers.DateField(required=False, allow_null=True)


class MedicationOut(serializers.ModelSerializer[Medication]):
    """A medicine, and when its next dose is due."""

    class Meta:
        model = Medication
        fields = [
            "id", "name", "dose", "times", "time_zone", "most_a_day", "least_hours_between", "instructions", "ends_at",
            "stopped_at", "next_due_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class MedicationIn(serializers.Serializer[Any]):
    """A medicine to be reminded of, or to be counted when it is taken as needed."""

    name = serializers.CharField(max_length=120)
    dose = serializers.CharField(max_length=60, help_text="As the label says.")
    times = serializers.ListField(child=serializers.TimeField(), max_length=24, required=False)
    most_a_day = serializers.IntegerField(min_value=1, max_value=50, required=False)
    least_hours_between = serializers.FloatField(min_value=0, max_value=168, required=False)
    instructions = serializers.CharField(max_length=300, required=False, allow_blank=True)
    ends_at = serializers.DateTimeField(required=False)


class DoseOut(serializers.ModelSerializer[Dose]):
    """One time a medicine was due or was taken."""

    class Meta:
        model = Dose
        fields = ["id", "due_at", "state", "at"]
        read_only_fields = fields


KIND = Filter(
    serializers.ChoiceField(choices=list(KINDS)),
    lambda rows, kind: rows.filter(kind=kind),
    meaning="Only of this kind.",
    schema={"type": "string", "enum": list(KINDS)},
)


@extend_schema_view(list=extend_schema(summary="What you logged, newest first"))
class MeasureViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Measure]):
    """Measures of the signed-in person."""

    queryset = Measure.objects.none()
    serializer_class = MeasureOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("-at", "-id")
    filters = {
        "kind": KIND,
        "since": Filter(
            serializers.DateTimeField(),
            lambda rows, since: rows.filter(at__gte=since),
            meaning="Only from this moment on.",
            schema={"type": "string", "format": "date-time"},
        ),
    }

    def get_queryset(self) -> QuerySet[Measure]:
        """The person's own."""
        return measures_of(signed_in(self.request))

    @extend_schema(summary="One measure", responses=MeasureOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """In its kind's unit."""
        refuse_unknown(request, set())
        return Response(MeasureOut(get_measure(signed_in(request), pk)).data)

    @extend_schema(summary="Log a value", parameters=[IDEMPOTENCY_KEY], request=MeasureIn, responses={201: MeasureOut})
    @idempotent
    def create(self, request: Request) -> Response:
        """Nothing that is yet to come, and nothing that cannot be."""
        refuse_unknown(request, set())
        moment = now()
        given = valid(MeasureIn(data=request.data))
        given = {"at": moment, "unit": KINDS[given["kind"]].unit, **given}
        return Response(MeasureOut(log_measure(user=signed_in(request), now=moment, **given)).data, status=201)

    @extend_schema(summary="Take a value out again", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """For good."""
        refuse_unknown(request, set())
        remove_measure(user=signed_in(request), measure_id=pk)
        return Response(status=204)


@extend_schema_view(list=extend_schema(summary="Your goals by kind"))
class WellnessGoalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[WellnessGoal]):
    """Goals of the signed-in person, one for each kind of measure."""

    queryset = WellnessGoal.objects.none()
    serializer_class = WellnessGoalOut
    keyset_order = ("kind", "id")
    filters = {"kind": KIND}

    def get_queryset(self) -> QuerySet[WellnessGoal]:
        """The person's own."""
        return goals_of(signed_in(self.request))

    @extend_schema(
        summary="Set a goal", parameters=[IDEMPOTENCY_KEY], request=WellnessGoalIn, responses={201: WellnessGoalOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """In place of the one there was."""
        refuse_unknown(request, set())
        given = {"unit": "", "until": None, **valid(WellnessGoalIn(data=request.data))}
        return Response(WellnessGoalOut(set_goal(user=signed_in(request), now=now(), **given)).data, status=201)


@extend_schema_view(list=extend_schema(summary="The medicines that you take, by name"))
class MedicationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """Medicines of the signed-in person."""

    queryset = Medication.objects.none()
    serializer_class = MedicationOut
    lookup_value_regex = UUID_PATTERN
    keyset_order: tuple[str, ...] = ("name", "id")
    filters = {
        "include_stopped": Filter(
            serializers.BooleanField(),
            lambda rows, include: rows if include else rows.filter(stopped_at=None),
            meaning="Those too that are not taken any more.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[Medication]:
        """The person's own."""
        return medications_of(signed_in(self.request), with_stopped="include_stopped" in self.request.query_params)

    @extend_schema(summary="One medicine", responses=MedicationOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Stopped ones too."""
        refuse_unknown(request, set())
        return Response(MedicationOut(get_medication(signed_in(request), pk)).data)

    @extend_schema(
        summary="Add a medicine", parameters=[IDEMPOTENCY_KEY], request=MedicationIn, responses={201: MedicationOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Taken at times of day in the person's time zone, or as needed within a limit."""
        refuse_unknown(request, set())
        user = signed_in(request)
        made = add_medication(user=user, zone=zone_of(user), now=now(), **valid(MedicationIn(data=request.data)))
        return Response(MedicationOut(made).data, status=201)

    @extend_schema(summary="Note a dose as taken", request=None, responses=DoseOut)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: UUID) -> Response:
        """The dose that was due last; as needed, one more within the limit."""
        return self._record(request, pk, is_taken=True)

    @extend_schema(summary="Note a dose as skipped", request=None, responses=DoseOut)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: UUID) -> Response:
        """The dose that was due last."""
        return self._record(request, pk, is_taken=False)

    @extend_schema(summary="Stop a medicine", request=None, responses=MedicationOut)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: UUID) -> Response:
        """No reminder comes any more; its record stays."""
        refuse_unknown(request, set())
        stopped = stop_medication(user=signed_in(request), name=self._taken(request, pk).name, now=now())
        return Response(MedicationOut(stopped).data)

    @extend_schema(summary="What became of each dose, newest first", responses=DoseOut(many=True))
    @action(detail=True, filter_backends=[])
    def doses(self, request: Request, pk: UUID) -> Response:
        """Due, taken, skipped or missed."""
        refuse_unknown(request, {"cursor", "limit"})
        self.keyset_order = ("-id",)
        rows = self.paginate_queryset(Dose.objects.filter(medication=get_medication(signed_in(request), pk)))
        return self.get_paginated_response(DoseOut(rows, many=True).data)

    def _record(self, request: Request, pk: UUID, *, is_taken: bool) -> Response:
        refuse_unknown(request, set())
        name = self._taken(request, pk).name
        return Response(DoseOut(record_dose(user=signed_in(request), name=name, is_taken=is_taken, now=now())).data)

    def _taken(self, request: Request, pk: UUID) -> Medication:
        """The medicine, as long as it is taken: another one in use may have its name."""
        medication = get_medication(signed_in(request), pk)
        if medication.stopped_at is not None:
            raise MedicationStopped
        return medication
