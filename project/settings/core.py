"""The heart of the configuration: environment, secrets, apps, middleware, time and language."""

import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from project.settings.env import BASE_DIR, choice_setting, setting, switch, text, words
from project.settings.paths import APP_STATE_DIR

ENVIRONMENT = choice_setting(
    "ENVIRONMENT",
    "local",
    "local",
    "production",
    meaning="`local` for a laptop over plain HTTP; `production` insists on real secrets and HTTPS.",
)
IS_PRODUCTION = ENVIRONMENT == "production"
DEBUG = switch("DEBUG", False, meaning="Django's debug pages. Refused in production.")
if DEBUG and IS_PRODUCTION:
    raise ImproperlyConfigured("DEBUG=true makes no sense: expected false when ENVIRONMENT=production.")

LEAST_SECRET_LENGTH = 50


def _secret_key() -> str:
    """The given key, or on a laptop one made once and kept in DATA_DIR/app_state/secret_key (mode 0600)."""
    given = setting(
        "SECRET_KEY",
        text,
        default="",
        meaning="Signs sessions and links. Required in production, at least 50 characters; made by itself on a laptop.",
    )
    if IS_PRODUCTION and (
        len(given) < LEAST_SECRET_LENGTH or len(set(given)) < 5 or given.startswith("django-insecure-")
    ):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or weak: expected at least 50 random characters when ENVIRONMENT=production. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return given or kept_secret(APP_STATE_DIR / "secret_key")


def kept_secret(path: Path) -> str:
    """Read a secret file, or make it with a fresh random value that only its owner may read."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(fresh)  # whoever comes first wins, everybody reads the same
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return path.read_text().strip()


def fernet_keys(raw: str) -> list[str]:
    """A list of Fernet keys; ValueError where one is none."""
    keys = words(raw)
    for key in keys:
        Fernet(key)
    return keys


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = setting(
    "SECRET_KEY_FALLBACKS", words, default="", meaning="Older secret keys that still verify, separated by commas."
)
ENCRYPTION_KEYS = setting(
    "ENCRYPTION_KEYS",
    fernet_keys,
    default="",
    expected="Fernet keys (44 characters of URL-safe base64 each), separated by commas",
    is_secret=True,
    meaning="Fernet keys for secrets at rest, newest first, separated by commas. Required in production; made by itself on a laptop.",
)
if IS_PRODUCTION and not ENCRYPTION_KEYS:
    raise ImproperlyConfigured(
        "ENCRYPTION_KEYS is missing: expected at least one Fernet key when ENVIRONMENT=production. "
        "Make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
    )

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "import_export",
    "project.api",
    "project.ops",
    "accounts",
    "jobs",
    "training",
    "spirits",
    "chat",
]

MIDDLEWARE = [
    "project.api.middleware.RequestId",
    "project.ops.compression.CompressedPages",
    "project.ops.policy.ContentPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "project.ops.requests.middleware.RequestRecord",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "project.ops.limits.middleware.Limits",
    "accounts.cross_origin.CrossOrigin",
    "project.api.middleware.ApiErrors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.DeviceInUse",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonLanguage",
    "project.ops.audit.middleware.StaffTrail",
    "accounts.impersonation.Impersonation",
    "project.ops.audit.middleware.Authorship",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactor",
    "accounts.middleware.SingleSignOnAway",
    "accounts.middleware.PersonTimeZone",
]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
ASGI_APPLICATION = "project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["project.formats"]
TIME_ZONE = setting(
    "TIME_ZONE", text, default="UTC", meaning="The zone times are shown in where a person has chosen none."
)
USE_TZ = True
USE_I18N = True
