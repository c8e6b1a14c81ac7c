"""People are told things once, in the site and by the ways they chose."""

import hashlib
import hmac
import json
import smtplib
import threading
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import mail

from accounts.models import Notification, NotificationDelivery, PushSubscription
from accounts.notices import MESSAGES, SECURITY
from accounts.rules.quiet_hours import quiet_end
from accounts.services.notifications import choose_channels, deliver, notify, set_quiet_hours, set_webhook
from accounts.services.notifications.push import sealed_for
from accounts.testing import client_of
from jobs.models import Job
from project.lib.errors import InvalidInput

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.fixture
def _mail(settings):
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def tell(user, **given):
    return notify(**{"user": user, "kind": MESSAGES, "title": "The report is ready", "at": NOON, **given})


class TestTelling:
    def test_news_with_a_key_is_told_once(self, alice):
        assert tell(alice, key="run:1").pk == tell(alice, key="run:1", title="Other words").pk
        assert Notification.objects.get().title == "The report is ready"

    def test_without_mail_or_hook_nothing_leaves_the_site(self, alice):
        tell(alice)
        assert not NotificationDelivery.objects.exists()

    @pytest.mark.usefixtures("_mail")
    def test_a_mail_is_a_job_and_sent_once(self, alice):
        told = tell(alice, body="Have a look.", link="/activity/")
        delivery = told.deliveries.get()
        assert Job.objects.get(kind="accounts.deliver_notification").idempotency_key == str(delivery.pk)
        assert deliver(delivery_id=delivery.pk, at=NOON) == "sent"
        assert deliver(delivery_id=delivery.pk, at=NOON) == "done"
        assert [(sent.subject, sent.to) for sent in mail.outbox] == [("The report is ready", [alice.email])]
        assert "/activity/" in mail.outbox[0].body

    @pytest.mark.usefixtures("_mail")
    def test_a_mail_server_that_is_away_leaves_it_waiting(self, alice, monkeypatch):
        def away(*_args):
            raise smtplib.SMTPServerDisconnected("away")

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
        delivery = tell(alice).deliveries.get()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            deliver(delivery_id=delivery.pk, at=NOON)
        delivery.refresh_from_db()
        assert delivery.state == "waiting"

    @pytest.mark.usefixtures("_mail")
    def test_quiet_hours_hold_back_what_is_not_urgent(self, alice):
        alice.time_zone = "Europe/Berlin"
        set_quiet_hours(user=alice, quiet_from=time(22), quiet_until=time(7))
        held = tell(alice, at=NIGHT).deliveries.get()
        assert held.due_at == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
        assert Job.objects.get(idempotency_key=str(held.pk)).run_at == held.due_at
        assert tell(alice, at=NIGHT, kind=SECURITY).deliveries.get().due_at == NIGHT

    @pytest.mark.usefixtures("_mail")
    def test_a_kind_can_be_switched_off(self, alice):
        choose_channels(user=alice, choices={"message": []})
        assert not tell(alice).deliveries.exists()


@pytest.mark.parametrize(
    ("hour", "start", "end", "expected"),
    [
        (12, None, None, 12), (12, 11, 13, 13), (13, 11, 13, 13), (11, 11, 13, 13), (10, 11, 13, 10),
        (23, 22, 7, 31), (3, 22, 7, 7), (7, 22, 7, 7), (21, 22, 7, 21),
    ],
)  # fmt: skip
def test_quiet_hours_are_half_open_and_may_cross_midnight(hour, start, end, expected):
    at = datetime(2026, 3, 2, hour, tzinfo=UTC)
    ends = quiet_end(
        at,
        quiet_from=None if start is None else time(start),
        quiet_until=None if end is None else time(end),
        zone=ZoneInfo("UTC"),
    )
    assert ends == datetime(2026, 3, 2 + expected // 24, expected % 24, tzinfo=UTC)


class TestWebhook:
    def test_it_is_signed_with_the_secret(self, alice, settings):
        with served(204) as (url, asked):
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            secret = set_webhook(user=alice, url=url + "/hook")
            choose_channels(user=alice, choices={"message": ["webhook"]})
            delivery = tell(alice).deliveries.get()
            assert deliver(delivery_id=delivery.pk, at=NOON) == "sent"
        (path, headers, body) = asked[0]
        expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        assert (path, headers["x-daimon-signature"]) == ("/hook", expected)
        assert json.loads(body)["title"] == "The report is ready"

    @pytest.mark.parametrize(("status", "state"), [(410, "failed"), (500, "waiting"), (429, "waiting")])
    def test_a_refusal_is_final_and_trouble_is_not(self, alice, settings, status, state):
        with served(status) as (url, _):
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            set_webhook(user=alice, url=url)
            choose_channels(user=alice, choices={"message": ["webhook"]})
            delivery = tell(alice).deliveries.get()
            if state == "waiting":
                with pytest.raises(ConnectionError):
                    deliver(delivery_id=delivery.pk, at=NOON)
            else:
                deliver(delivery_id=delivery.pk, at=NOON)
        delivery.refresh_from_db()
        assert delivery.state == state

    def test_a_private_address_is_refused_when_sending(self, alice):
        set_webhook(user=alice, url="http://127.0.0.1:9/hook")
        choose_channels(user=alice, choices={"message": ["webhook"]})
        with pytest.raises(Exception, match=r"address|allow"):
            deliver(delivery_id=tell(alice).deliveries.get().pk, at=NOON)


def test_a_push_message_opens_with_the_browsers_keys_alone(alice):
    """Opened here by RFC 8291's own steps for the receiving side."""
    theirs, secret = generate_private_key(SECP256R1()), b"0123456789abcdef"
    point = theirs.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    text = lambda raw: urlsafe_b64encode(raw).rstrip(b"=").decode()  # noqa: E731
    browser = PushSubscription(public_key=text(point), auth_secret=text(secret))
    record = sealed_for(browser, b'{"title": "Hello"}')
    salt, sender, sealed = record[:16], record[21:86], record[86:]
    shared = theirs.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), sender))
    key = HKDF(SHA256(), 32, secret, b"WebPush: info\0" + point + sender).derive(shared)
    opened = AESGCM(HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(key)).decrypt(
        HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(key), sealed, None
    )
    assert opened == b'{"title": "Hello"}\x02'


class TestApi:
    def test_one_reads_marks_and_sees_ones_own_only(self, alice, bob):
        told = tell(alice)
        mine, other = client_of(alice), client_of(bob)
        path = f"/api/v1/notifications/{told.pk}"
        assert mine.get("/api/v1/notifications?unread=true").json()["results"][0]["id"] == str(told.pk)
        assert other.get("/api/v1/notifications").json()["results"] == []
        assert (other.get(path).status_code, other.post(path + "/read").status_code) == (404, 404)
        assert mine.post(path + "/read").json()["read_at"]
        assert mine.post("/api/v1/notifications/read-all").json() == {"marked": 0}

    def test_ways_are_chosen_and_nonsense_names_its_field(self, alice):
        client = client_of(alice)
        patch = lambda data: client.patch(  # noqa: E731
            "/api/v1/notification-settings", data, content_type="application/json", headers={"If-Match": "*"}
        )
        assert (
            patch({"quiet_from": "22:00", "quiet_until": "07:00", "channels": {"message": ["push"]}}).status_code == 200
        )
        ways = client.get("/api/v1/notification-settings").json()
        assert ways["quiet_from"] == "22:00:00"
        assert next(kind for kind in ways["kinds"] if kind["kind"] == "message")["channels"] == ["push"]
        assert patch({"quiet_from": "22:00"}).json()["error"]["fields"] == {
            "quiet_until": ["Give both times, or neither."]
        }
        assert list(patch({"channels": {"nothing": []}}).json()["error"]["fields"]) == ["nothing"]

    def test_a_browser_with_broken_keys_is_refused(self, alice):
        answer = client_of(alice).post(
            "/api/v1/push-subscriptions",
            {"endpoint": "https://push.example.org/x", "public_key": "AAAA", "auth_secret": "AAAA"},
            content_type="application/json",
        )
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["public_key"])
        assert not PushSubscription.objects.exists()


class TestPages:
    def test_the_list_opens_one_and_marks_it(self, alice, bob):
        told = tell(alice, link="/activity/")
        client = client_of(alice)
        assert b"The report is ready" in client.get("/accounts/notifications/").content
        assert client_of(bob).post(f"/accounts/notifications/{told.pk}/open/").status_code == 404
        assert client.post(f"/accounts/notifications/{told.pk}/open/").headers["Location"] == "/activity/"
        told.refresh_from_db()
        assert told.read_at

    def test_a_long_list_goes_on_after_its_last_row(self, alice):
        for number in range(31):
            tell(alice, title=f"News {number}")
        first = client_of(alice).get("/accounts/notifications/").content.decode()
        assert ("News 30" in first, "News 0<" in first) == (True, False)
        last = Notification.objects.order_by("-id")[29].pk.hex
        assert (
            b"News 0<"
            in client_of(alice).get(f"/accounts/notifications/?before={last}", headers={"HX-Request": "true"}).content
        )

    def test_switches_and_quiet_hours_are_saved(self, alice):
        client = client_of(alice)
        client.post(
            "/accounts/notifications/settings/save/",
            {"message": ["webhook"], "quiet_from": "22:00", "quiet_until": "06:00"},
        )
        page = client.get("/accounts/notifications/settings/").content.decode()
        assert 'value="22:00:00"' in page or 'value="22:00"' in page
        assert alice.notification_settings.choices["message"] == ["webhook"]
        client.post("/accounts/notifications/settings/save/", {"quiet_from": "nonsense"})
        alice.notification_settings.refresh_from_db()
        assert alice.notification_settings.quiet_from == time(22)

    def test_a_web_hooks_secret_is_shown_once(self, alice):
        client = client_of(alice)
        page = client.post("/accounts/notifications/settings/webhook/", {"url": "https://hooks.example.org/x"}).content
        assert b"data-secret" in page
        assert b"data-secret" not in client.get("/accounts/notifications/settings/").content


def test_a_link_out_of_the_site_is_refused_by_the_database(alice):
    with pytest.raises(Exception, match="a_notification_links_within_the_site"):
        tell(alice, link="//evil.example")


def test_an_unknown_way_is_refused(alice):
    with pytest.raises(InvalidInput):
        choose_channels(user=alice, choices={"message": ["pigeon"]})


class served:
    """An HTTP server on loopback that answers every POST with one status."""

    def __init__(self, status):
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}", self.asked

    def __exit__(self, *_exc):
        self.server.shutdown()
        self.server.server_close()
