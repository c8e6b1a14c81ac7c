"""The web door: hosts, cookies, security headers, content security policy and static files."""

from csp.constants import NONCE, NONE, SELF  # noqa: F401 - NONCE is read by the admin's policy
from django.core.exceptions import ImproperlyConfigured

from project.lib.addresses import networks
from project.settings.core import IS_PRODUCTION
from project.settings.env import BASE_DIR, number_setting, setting, text, words

ALLOWED_HOSTS = setting(
    "ALLOWED_HOSTS",
    words,
    default="" if IS_PRODUCTION else "localhost,127.0.0.1,[::1]",
    meaning="Host names this site answers to, separated by commas. Required in production.",
)
if IS_PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is missing: expected the site's host names when ENVIRONMENT=production.")
PUBLIC_URL = setting(
    "PUBLIC_URL",
    text,
    default="",
    meaning="The address people reach the site at (https://ai.example.org), used in mails and links.",
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

TRUSTED_PROXIES = setting(
    "TRUSTED_PROXIES",
    lambda raw: networks(words(raw)),
    default="",
    meaning="Addresses or networks of your reverse proxies, separated by commas: only they are believed about who a request comes from.",
    expected="addresses or networks such as 10.0.0.0/8",
)

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
_DAY = 60 * 60 * 24
SESSION_IDLE_SECONDS = _DAY * number_setting(
    "SESSION_DAYS", 14, least=1, most=365, meaning="Days a sign-in lasts on a device that is not used."
)
SESSION_COOKIE_AGE = _DAY * number_setting(
    "SESSION_MAX_DAYS",
    90,
    least=1,
    most=730,
    meaning="Days after which a device must sign in again however much it is used.",
)
CSRF_COOKIE_HTTPONLY = False  # the page's own script sends the token back in a header
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = number_setting(
    "MAX_BODY_BYTES",
    2_621_440,
    least=65_536,
    most=1_073_741_824,
    meaning="Largest request body, in bytes, outside uploads.",
)

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
