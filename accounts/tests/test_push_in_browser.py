"""Push messages from asking for them to opening them; only the browser maker's service is played, as it lies outside."""

from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import PushSubscription, User
from accounts.testing import client_of
from project.lib.clock import now
from project.testing.chromium import sign_in

SETTINGS = "/accounts/notifications/settings/"
POINT = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
KEYS = {
    "public_key": urlsafe_b64encode(POINT).rstrip(b"=").decode(),
    "auth_secret": urlsafe_b64encode(bytes(16)).rstrip(b"=").decode(),
}
SERVICE = """(() => {
  const point = Uint8Array.from(%s);
  const own = {
    endpoint: "https://push.example.org/alices-laptop",
    getKey: (name) => (name === "p256dh" ? point : new Uint8Array(16)).buffer,
    unsubscribe: async () => { sessionStorage.removeItem("subscribed"); return true; },
  };
  PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("subscribed") ? own : null);
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new TypeError("not a key");
    sessionStorage.setItem("subscribed", "yes");
    return own;
  };
})()"""


SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let look = 0; look < 100; look += 1) {
    const [one] = await worker.getNotifications();
    if (one) return [one.title, one.body, one.data.link];
    await new Promise((done) => setTimeout(done, 20));
  }
  return null;
}"""


@pytest.fixture
def settings_page(alice: User, context: BrowserContext, page: Page, live_site: str) -> Page:
    """Alice's way of being told."""
    sign_in(context, alice, live_site)
    return page


@pytest.mark.browser
def test_a_browser_is_asked_told_and_ended(
    settings_page: Page, context: BrowserContext, alice: User, live_site: str
) -> None:
    context.grant_permissions(["notifications"], origin=live_site)
    context.add_init_script(SERVICE % list(POINT))
    settings_page.goto(SETTINGS)
    settings_page.get_by_role("button", name="Show them in this browser").click()
    expect(settings_page.get_by_text("this browser", exact=True)).to_be_visible()
    expect(settings_page.locator("[data-push-state=told]")).to_be_visible()
    kept = PushSubscription.objects.get()
    assert (kept.user, kept.endpoint) == (alice, "https://push.example.org/alices-laptop")
    assert (kept.public_key, kept.auth_secret) == (KEYS["public_key"], KEYS["auth_secret"])

    settings_page.get_by_role("button", name="End messages through push.example.org").click()
    expect(settings_page.get_by_role("button", name="Show them in this browser")).to_be_visible()
    assert not PushSubscription.objects.exists()
    assert settings_page.evaluate("sessionStorage.getItem('subscribed')") is None


@pytest.mark.browser
def test_a_message_is_shown(settings_page: Page, context: BrowserContext, live_site: str) -> None:
    context.grant_permissions(["notifications"], origin=live_site)
    settings_page.goto(SETTINGS)
    settings_page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    browser = context.new_cdp_session(settings_page)
    workers: list[dict[str, str]] = []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda event: workers.extend(event["registrations"]))
    browser.send("ServiceWorker.enable")
    settings_page.wait_for_function("navigator.serviceWorker.ready.then(({active}) => active.state === 'activated')")
    message = '{"title": "The report is ready", "body": "Have a look.", "link": "/activity/"}'
    delivery = {"origin": live_site, "registrationId": workers[0]["registrationId"], "data": message}
    shown = None
    for _ in range(10):  # Chromium drops a message in silence while it starts the worker; a push service sends it again
        browser.send("ServiceWorker.deliverPushMessage", delivery)
        if shown := settings_page.evaluate(SHOWN):
            break
    assert shown == ["The report is ready", "Have a look.", "/activity/"]


@pytest.mark.browser
def test_a_browser_that_refuses_says_what_to_do(settings_page: Page, context: BrowserContext) -> None:
    context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    settings_page.goto(SETTINGS)
    expect(settings_page.get_by_text("This browser refuses messages of this site.")).to_be_visible()
    expect(settings_page.get_by_role("button", name="Show them in this browser")).not_to_be_visible()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"endpoint": ""}, "The browser gave no address and keys for push messages."),
        ({"endpoint": "http://push.example.org/x"}, "A push service has an https address."),
        ({"auth_secret": "AAAA"}, "Expected 16 bytes in URL-safe base64."),
    ],
)
def test_nonsense_is_refused_in_the_page(alice: User, change: dict[str, str], said: str) -> None:
    given = {"endpoint": "https://push.example.org/x", **KEYS, **change}
    answer = client_of(alice).post(SETTINGS + "browsers/", given, follow=True)
    assert said in answer.content.decode()
    assert not PushSubscription.objects.exists()


@pytest.mark.django_db
def test_only_ones_own_browser_is_ended(alice: User, bob: User) -> None:
    kept = PushSubscription.objects.create(user=alice, endpoint="https://push.example.org/x", created_at=now(), **KEYS)
    assert client_of(bob).post(f"{SETTINGS}browsers/{kept.pk}/end/").status_code == 404
    assert client_of(alice).post(f"{SETTINGS}browsers/{kept.pk}/end/").status_code == 302
    assert not PushSubscription.objects.exists()
