"""email_manager, sms_sender and social_media_poster, against servers that speak the protocols."""

import json
import socket
from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.errors import SendingFailed, TooManyMessages
from spirits.models import OutboundMessage, SocialAccount
from spirits.rules.mails import short_message_parts
from spirits.rules.posts import length_on, link_facets
from spirits.services.messages import connect_account, send_email
from spirits.services.workspace import write_file
from spirits.tools import find_tool
from spirits.tools.tests.loopback import served

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 100


class Mailbox:
    """What an SMTP server received; refuses recipients at nowhere.example."""

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address.endswith("@nowhere.example"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 taken"


class InUnicode(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True)


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = InUnicode(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    server.stop()


class TestMail:
    def test_a_mail_goes_out_with_its_file_and_comes_back_to_the_person(self, use, alice, mailbox):
        write_file(user=alice, path="notes/minutes.txt", content=b"We met.", now=now())
        data = use("email_manager", action="send", to=["ann@example.org", "bob@example.org"], subject="Minutes", body="Hello", attachments=["notes/minutes.txt"]).data  # fmt: skip
        [(to, mail)] = mailbox.mails
        assert (to, mail["Subject"], mail["Reply-To"]) == (
            ["ann@example.org", "bob@example.org"],
            "Minutes",
            alice.email,
        )
        assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["minutes.txt"]
        assert data["message"]["state"] == "sent"
        assert mail["Message-ID"] == OutboundMessage.objects.get().reference

    def test_a_draft_is_sent_as_it_was_written_and_then_gone(self, use, mailbox):
        draft = use("email_manager", action="draft", to=["ann@example.org"], subject="Hi", body="Text").data["message"]
        use("email_manager", action="send", draft=draft["id"])
        assert mailbox.mails[0][1]["Subject"] == "Hi"
        assert OutboundMessage.objects.get().state == "sent"

    def test_a_template_is_filled(self, use, mailbox):
        use(
            "email_manager",
            action="save_template",
            template="invite",
            subject="Hi {name}",
            body="Come on {day}, {name}.",
        )
        use(
            "email_manager",
            action="send",
            to=["ann@example.org"],
            template="invite",
            values={"name": "Ann", "day": "Monday"},
        )
        mail = mailbox.mails[0][1]
        assert (mail["Subject"], mail.get_payload().strip()) == ("Hi Ann", "Come on Monday, Ann.")
        assert list(use.refused("email_manager", action="send", to=["a@example.org"], template="invite", values={"name": "A"})) == ["values"]  # fmt: skip

    def test_what_the_server_refuses_is_told_in_its_words_and_kept(self, use, mailbox):
        with pytest.raises(SendingFailed, match="550 no such mailbox"):
            use("email_manager", action="send", to=["x@nowhere.example"], subject="Hi", body="Text")
        assert OutboundMessage.objects.get().state == "failed"
        assert mailbox.mails == []

    def test_a_repeated_attempt_of_one_call_sends_nothing_again(self, alice, mailbox):
        call = uuid7()
        for _ in range(2):
            send_email(user=alice, recipients=["ann@example.org"], subject="Once", body="x", now=now(), call_id=call)
        assert len(mailbox.mails) == 1

    def test_without_a_mail_server_the_tool_says_how_to_get_one(self, use):
        with pytest.raises(DaimonError, match="EMAIL_URL"):
            use("email_manager", action="send", to=["ann@example.org"], body="x")
        assert not OutboundMessage.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"action": "send", "body": "x"}, "to"),
            ({"action": "send", "to": ["ann"], "body": "x"}, "to.0"),
            ({"action": "send", "to": ["ann@example.org"]}, "body"),
            ({"action": "send", "to": ["ann@example.org"], "body": "x", "subject": "a\nBcc: b@example.org"}, "subject"),
            ({"action": "draft", "body": "x", "template": "none"}, "template"),
            ({"action": "delete_draft", "draft": "nonsense"}, "draft"),
        ],
    )  # fmt: skip
    def test_bad_calls_name_their_argument_and_send_nothing(self, use, mailbox, given, field):
        assert list(use.refused("email_manager", **given)) == [field]
        assert mailbox.mails == []

    def test_a_day_has_an_end(self, use, mailbox, settings):
        settings.MESSAGES_PER_DAY = 1
        use("email_manager", action="send", to=["ann@example.org"], body="x")
        with pytest.raises(TooManyMessages):
            use("email_manager", action="send", to=["ann@example.org"], body="y")

    def test_only_sending_is_outbound(self):
        tool = find_tool("email_manager")
        assert [tool.effect_of({"action": action}).value for action in ("send", "draft", "list")] == ["outbound", "workspace", "workspace"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2), ("ж" * 70, 1), ("ж" * 71, 2), ("🙂" * 35, 1), ("🙂" * 36, 2)],
)  # fmt: skip
def test_short_messages_are_counted_as_networks_charge_them(text, parts):
    assert short_message_parts(text) == parts


class TestShortMessages:
    @pytest.fixture
    def gateway(self, settings):
        taken = {"/2010-04-01/Accounts/AC1/Messages.json": (201, {}, {"sid": "SM1", "status": "queued"})}
        with served(taken) as (url, asked):
            settings.SMS_URL, settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM = (
                url,
                "AC1",
                "secret",
                "+15005550006",
            )
            settings.SMS_CENTS = 8
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            yield asked

    def test_a_number_is_normalised_and_the_gateway_gets_it(self, use, gateway):
        data = use("sms_sender", to="0151 23456789", country="DE", text="Your table is ready.").data
        headers, body = gateway[0][2:]
        assert parse_qs(body.decode()) == {
            "To": ["+4915123456789"],
            "From": ["+15005550006"],
            "Body": ["Your table is ready."],
        }
        assert headers["Authorization"] == "Basic " + b64encode(b"AC1:secret").decode()
        assert (data["cost_cents"], data["message"]["reference"]) == (8, "SM1")

    def test_checking_sends_nothing(self, use, gateway):
        data = use("sms_sender", action="check", to="+49 151 23456789", text="ж" * 71).data
        assert (data["parts"], data["cost_cents"], data["kind"]) == (2, 16, "mobile")
        assert gateway == []

    @pytest.mark.parametrize(
        ("number", "country", "kind"),
        [("+1 650 253 0000", "US", "mobile"), ("+44 7400 123456", "GB", "mobile"), ("+41 44 668 18 00", "CH", "no mobile number")],
    )  # fmt: skip
    def test_the_country_and_kind_of_a_number_are_told(self, use, gateway, number, country, kind):
        data = use("sms_sender", action="check", to=number, text="Hello").data
        assert (data["to"], data["country"], data["kind"]) == (number.replace(" ", ""), country, kind)
        assert gateway == []

    def test_what_was_sent_is_listed_to_its_sender_alone(self, use, gateway, bob):
        use("sms_sender", to="+4915123456789", text="One")
        listed = use("sms_sender", action="list").data["messages"]
        assert [(each["recipients"], each["body"], each["state"]) for each in listed] == [(["+4915123456789"], "One", "sent")]  # fmt: skip
        assert replace(use, user=bob)("sms_sender", action="list").data["messages"] == []

    def test_a_refusal_is_passed_on(self, use, settings):
        with served({}) as (url, _):
            settings.SMS_URL, settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM = url, "AC1", "s", "+1"
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            with pytest.raises(SendingFailed, match="404"):
                use("sms_sender", to="+4915123456789", text="Hi")
        assert OutboundMessage.objects.get().state == "failed"

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"to": "hello", "text": "x"}, "to"), ({"to": "+491", "text": "x"}, "to"), ({"to": "0151 23456789", "text": "x"}, "to"),
         ({"text": "x"}, "to"), ({"to": "+4915123456789"}, "text"), ({"to": "+4915123456789", "country": "germany", "text": "x"}, "country")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, gateway, given, field):
        assert list(use.refused("sms_sender", **given)) == [field]
        assert gateway == []

    def test_without_a_gateway_the_tool_says_how_to_get_one(self, use):
        assert use.refused("sms_sender", to="+4915123456789", text="x") == "tool_unavailable"


class TestPosts:
    def test_mastodon_gets_the_picture_with_its_words_and_the_post_once(self, use, alice, settings):
        answers = {
            "/api/v2/media": (200, {}, {"id": "7"}),
            "/api/v1/statuses": (200, {}, {"id": "9", "url": "https://social.example/@ann/9"}),
        }
        with served(answers) as (url, asked):
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            connect_account(user=alice, network="mastodon", name="mine", server=url, token="tok", now=now())
            write_file(user=alice, path="cat.png", content=PICTURE, now=now())
            data = use(
                "social_media_poster", text="A cat", pictures=[{"path": "cat.png", "description": "A grey cat."}]
            ).data
        media, status = asked
        assert b"A grey cat." in media[3]
        assert PICTURE in media[3]
        assert json.loads(status[3]) == {"status": "A cat", "media_ids": ["7"]}
        assert status[2]["Authorization"] == "Bearer tok"
        assert status[2]["idempotency-key"] == str(OutboundMessage.objects.get().pk)
        assert data["posts"][0]["reference"] == "https://social.example/@ann/9"

    def test_bluesky_signs_in_and_marks_links_by_bytes(self, use, alice, settings):
        answers = {
            "/xrpc/com.atproto.server.createSession": (200, {}, {"accessJwt": "jwt", "did": "did:plc:ann"}),
            "/xrpc/com.atproto.repo.createRecord": (
                200,
                {},
                {"uri": "at://did:plc:ann/app.bsky.feed.post/3k", "cid": "x"},
            ),
        }
        with served(answers) as (url, asked):
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            connect_account(
                user=alice, network="bluesky", name="sky", server=url, handle="ann.bsky.social", token="app", now=now()
            )
            data = use("social_media_poster", text="Grüße https://example.org/a").data
        session, record = (json.loads(each[3]) for each in asked)
        assert session == {"identifier": "ann.bsky.social", "password": "app"}
        assert record["record"]["facets"][0]["index"] == {"byteStart": 8, "byteEnd": 29}
        assert data["posts"][0]["reference"] == "https://bsky.app/profile/ann.bsky.social/post/3k"

    def test_one_that_fails_leaves_the_others_posted(self, use, alice, settings):
        with served({"/good": (200, {}, "ok")}) as (url, asked):
            settings.OUTBOUND_ALLOWED_HOSTS = [url.partition("://")[2]]
            for name in ("good", "bad"):
                connect_account(user=alice, network="webhook", name=name, server=f"{url}/{name}", now=now())
            posts = use("social_media_poster", text="Hello").data["posts"]
        assert {post["account"]: post["state"] for post in posts} == {"good": "sent", "bad": "failed"}
        assert json.loads(asked[0][3]) == {"text": "Hello", "content": "Hello"}

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"text": "x" * 501}, "text"), ({"text": "x", "accounts": ["other"]}, "accounts.0"), ({}, "text"),
         ({"text": "x", "pictures": [{"path": "a.txt", "description": "x"}]}, "pictures.0.path")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument_and_post_nothing(self, use, alice, given, field):
        connect_account(
            user=alice, network="mastodon", name="mine", server="https://social.example", token="t", now=now()
        )
        write_file(user=alice, path="a.txt", content=b"x", now=now())
        assert list(use.refused("social_media_poster", **given)) == [field]
        assert not OutboundMessage.objects.exists()

    def test_without_an_account_the_tool_says_how_to_connect_one(self, use):
        assert use.refused("social_media_poster", text="x") == "tool_unavailable"

    def test_length_is_counted_as_the_network_does(self):
        assert length_on("mastodon", "a https://example.org/" + "x" * 100) == 25
        assert length_on("bluesky", "👩‍👩‍👧") == 1
        assert link_facets("no link") == []


@pytest.mark.parametrize(
    ("given", "field"),
    [({"network": "mastodon", "name": "a", "server": "ftp://x", "token": "t"}, "server"),
     ({"network": "mastodon", "name": "a", "server": "https://x.example"}, "token"),
     ({"network": "bluesky", "name": "a", "token": "t"}, "handle")],
)  # fmt: skip
def test_an_account_that_could_not_post_is_not_connected(alice, given, field):
    with pytest.raises(DaimonError) as caught:
        connect_account(user=alice, now=now(), **given)
    assert list(caught.value.fields) == [field]
    assert not SocialAccount.objects.exists()


def test_a_token_is_sealed(alice):
    account = connect_account(user=alice, network="bluesky", name="sky", handle="a.b", token="secret-token", now=now())
    assert "secret-token" not in account.sealed_token
