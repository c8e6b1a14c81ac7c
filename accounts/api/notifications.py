"""The endpoints of notifications: what a person was told, and by which ways they want to be."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Channel, Notification, PushSubscription
from accounts.notices import notice_kinds
from accounts.queries.notifications import (
    browsers_of,
    get_notification,
    notifications_of,
    settings_of,
    unread_count,
)
from accounts.queries.signed_in import signed_in
from accounts.services.notifications import (
    choose_channels,
    mark_all_read,
    mark_read,
    set_quiet_hours,
    set_webhook,
    subscribe_push,
    unsubscribe_push,
)
from accounts.services.notifications.push import public_site_key
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IF_MATCH
from project.api.tags import require_match, tagged
from project.lib.clock import now

UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class NotificationOut(serializers.ModelSerializer[Notification]):
    """One thing the person was told."""

    class Meta:
        model = Notification
        fields = ["id", "kind", "title", "body", "link", "created_at", "read_at"]
        read_only_fields = fields


class Marked(serializers.Serializer[Any]):
    """How many were unread until now."""

    marked = serializers.IntegerField()


class ChannelsOfKind(serializers.Serializer[Any]):
    """One kind of news and its ways out."""

    kind = serializers.CharField()
    title = serializers.CharField()
    is_urgent = serializers.BooleanField(help_text="Whether it is sent in quiet hours too.")
    channels = serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices))


class WaysOut(serializers.Serializer[Any]):
    """How the person wants to be told."""

    unread = serializers.IntegerField(help_text="Unread notifications, counted up to 100.")
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)
    webhook_url = serializers.CharField(allow_blank=True)
    push_key = serializers.CharField(help_text="applicationServerKey for the browser's subscription.")
    kinds = ChannelsOfKind(many=True)


class WaysChange(serializers.Serializer[Any]):
    """What to change; absent parts stay as they are."""

    quiet_from = serializers.TimeField(allow_null=True, required=False)
    quiet_until = serializers.TimeField(allow_null=True, required=False)
    channels = serializers.DictField(
        child=serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices), max_length=3),
        required=False,
        help_text="Kind to its channels; kinds that are not named stay.",
    )


class WebhookIn(serializers.Serializer[Any]):
    """Where web hooks go; an empty address ends them."""

    url = serializers.URLField(max_length=500, allow_blank=True)


class WebhookOut(serializers.Serializer[Any]):
    """The secret that signs what is sent, shown this once."""

    url = serializers.CharField(allow_blank=True)
    secret = serializers.CharField(allow_blank=True)


class BrowserIn(serializers.Serializer[Any]):
    """A browser's PushSubscription."""

    endpoint = serializers.URLField(max_length=600)
    public_key = serializers.CharField(max_length=100, help_text="p256dh.")
    auth_secret = serializers.CharField(max_length=40, help_text="auth.")


class BrowserOut(serializers.ModelSerializer[PushSubscription]):
    """A browser that shows push messages."""

    class Meta:
        model = PushSubscription
        fields = ["id", "endpoint", "created_at"]
        read_only_fields = fields


@extend_schema_view(list=extend_schema(summary="What you were told, newest first"))
class NotificationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Notification]):
    """The signed-in person's notifications."""

    queryset = Notification.objects.none()
    serializer_class = NotificationOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "unread": Filter(
            serializers.BooleanField(),
            lambda rows, wanted: rows.filter(read_at__isnull=wanted),
            meaning="Only unread ones, or only read ones; absent: all.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[Notification]:
        """The person's own."""
        return notifications_of(signed_in(self.request))

    @extend_schema(summary="One notification", responses=NotificationOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Reading it here does not mark it."""
        refuse_unknown(request, set())
        return Response(NotificationOut(get_notification(signed_in(request), pk)).data)

    @extend_schema(summary="Mark one as read", request=None, responses=NotificationOut)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: UUID) -> Response:
        """Repeating it changes nothing."""
        refuse_unknown(request, set())
        return Response(NotificationOut(mark_read(user=signed_in(request), notification_id=pk, at=now())).data)

    @extend_schema(summary="Mark all as read", request=None, responses=Marked)
    @action(detail=False, methods=["post"], url_path="read-all", filter_backends=[], pagination_class=None)
    def read_all(self, request: Request) -> Response:
        """Those that are there now."""
        refuse_unknown(request, set())
        return Response(Marked({"marked": mark_all_read(user=signed_in(request), at=now())}).data)


class WaysView(APIView):
    """How the signed-in person is told."""

    @extend_schema(summary="How you want to be told", responses=WaysOut)
    def get(self, request: Request) -> Response:
        """With an ETag."""
        refuse_unknown(request, set())
        return tagged(request, self._ways(request))

    @extend_schema(
        summary="Change how you want to be told", parameters=[IF_MATCH], request=WaysChange, responses=WaysOut
    )
    def patch(self, request: Request) -> Response:
        """Quiet hours, and the channels of each kind."""
        refuse_unknown(request, set())
        require_match(request, self._ways(request))
        given = WaysChange(data=request.data)
        given.is_valid(raise_exception=True)
        change, user = given.validated_data, signed_in(request)
        if "quiet_from" in change or "quiet_until" in change:
            set_quiet_hours(user=user, quiet_from=change.get("quiet_from"), quiet_until=change.get("quiet_until"))
        choose_channels(user=user, choices=change.get("channels", {}))
        return tagged(request, self._ways(request))

    def _ways(self, request: Request) -> Any:
        user = signed_in(request)
        chosen = settings_of(user)
        kinds = [
            {
                "kind": kind.slug,
                "title": kind.title,
                "is_urgent": kind.is_urgent,
                "channels": chosen.choices.get(kind.slug, list(kind.by_default)),
            }
            for kind in notice_kinds().values()
        ]
        return WaysOut(
            {
                "unread": unread_count(user.pk),
                "quiet_from": chosen.quiet_from,
                "quiet_until": chosen.quiet_until,
                "webhook_url": chosen.webhook_url,
                "push_key": public_site_key(),
                "kinds": kinds,
            }
        ).data


class WebhookView(APIView):
    """Where the signed-in person's web hooks go."""

    @extend_schema(summary="Set or end your web hook", request=WebhookIn, responses=WebhookOut)
    def put(self, request: Request) -> Response:
        """Every body is signed: X-Daimon-Signature is sha256= and its HMAC with the secret."""
        refuse_unknown(request, set())
        given = WebhookIn(data=request.data)
        given.is_valid(raise_exception=True)
        url = given.validated_data["url"]
        return Response(WebhookOut({"url": url, "secret": set_webhook(user=signed_in(request), url=url)}).data)


@extend_schema_view(list=extend_schema(summary="Browsers that show you push messages"))
class BrowserViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[PushSubscription]):
    """The signed-in person's subscribed browsers."""

    queryset = PushSubscription.objects.none()
    serializer_class = BrowserOut
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self) -> QuerySet[PushSubscription]:
        """The person's own."""
        return browsers_of(signed_in(self.request))

    @extend_schema(summary="Subscribe a browser", request=BrowserIn, responses={201: BrowserOut})
    def create(self, request: Request) -> Response:
        """Subscribing the same browser again changes its keys."""
        refuse_unknown(request, set())
        given = BrowserIn(data=request.data)
        given.is_valid(raise_exception=True)
        kept = subscribe_push(user=signed_in(request), at=now(), **given.validated_data)
        return Response(BrowserOut(kept).data, status=201)

    @extend_schema(summary="Forget a browser", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """It gets no more push messages."""
        refuse_unknown(request, set())
        unsubscribe_push(user=signed_in(request), subscription_id=pk)
        return Response(status=204)
