"""People: the user model, sign-up and sign-in by allauth, mail."""

import environ

from project.settings.core import IS_PRODUCTION
from project.settings.env import choice_setting, number_setting, setting, text

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SIGNUP = choice_setting(
    "SIGNUP", "open", "open", "invite", "closed", meaning="Who may make an account: anyone, invited people, or nobody."
)
ACCOUNT_DELETION_DAYS = number_setting(
    "ACCOUNT_DELETION_DAYS",
    14,
    least=0,
    most=365,
    meaning="How many days a person may think again after asking for their account to be deleted.",
)

_email_url = setting(
    "EMAIL_URL",
    text,
    default="",
    meaning="The mail server (smtp+tls://user:password@host:587). Empty: no mail is sent, and pages that need it say so.",
)
HAS_MAIL = bool(_email_url)
if HAS_MAIL:
    _mail = environ.Env.email_url_config(_email_url)
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
    EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
    EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
    EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = setting(
    "MAIL_FROM", text, default="Daimon <daimon@localhost>", meaning="The sender of the site's own mails."
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL else "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupExtras"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = HAS_MAIL
ACCOUNT_SESSION_REMEMBER = True
HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_SERVE_SPECIFICATION = False
HEADLESS_TOKEN_STRATEGY = "accounts.tokens.RotatingTokens"  # noqa: S105 - a class, no secret
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Daimon"
MFA_TOTP_TOLERANCE = 1  # the code before and after are good too: clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = not HAS_MAIL
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION  # http://localhost on a laptop

_oidc_url = setting(
    "OIDC_URL",
    text,
    default="",
    meaning="An OpenID Connect provider people may sign in with: the address its /.well-known/openid-configuration is below.",
)
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": setting(
                    "OIDC_NAME", text, default="single sign-on", meaning="What the sign-in button calls it."
                ),
                "client_id": setting(
                    "OIDC_CLIENT_ID", text, default="", meaning="The client id it gave this installation."
                ),
                "secret": setting(
                    "OIDC_CLIENT_SECRET", text, default="", is_secret=True, meaning="The client secret it gave."
                ),
                "settings": {"server_url": _oidc_url, "token_auth_method": "client_secret_post"},
            }
        ]
        if _oidc_url
        else [],
    }
}
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
# A provider's word that an address is somebody's does not open an account made here with a password.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
