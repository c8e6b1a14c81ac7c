"""What the shop needs to know."""

from project.settings.env import number_setting, setting, text


def _secrets(raw: str) -> tuple[str, ...]:
    found = tuple(word.strip() for word in raw.split(",") if word.strip())
    if len(found) > 2:
        raise ValueError("one secret, or two while one takes the place of the other")
    return found


def _key(raw: str) -> str:
    key = raw.strip()
    if key and not key.startswith(("sk_", "rk_")):
        raise ValueError("a secret key of Stripe, which begins with sk_ or rk_")
    return key


TAX_BASIS_POINTS = number_setting(
    "TAX_BASIS_POINTS",
    0,
    least=0,
    most=5000,
    meaning="The tax contained in money prices, in hundredths of a per cent (1900 is 19 %). Points carry no tax.",
)
SELLER = setting(
    "SELLER",
    text,
    default="",
    meaning="Who sells, as receipts name it: name, address and tax number, parted by semicolons.",
)
STRIPE_SECRET_KEY = setting(
    "STRIPE_SECRET_KEY", _key, default="", meaning="Secret key of Stripe. Empty: cards are not taken.", is_secret=True
)
STRIPE_WEBHOOK_SECRETS = setting(
    "STRIPE_WEBHOOK_SECRETS",
    _secrets,
    default="",
    meaning="Signing secret of the webhook `/webhooks/stripe/`; two, parted by a comma, while one replaces the other.",
    expected="one secret, or two parted by a comma",
    is_secret=True,
)
STRIPE_API_BASE = setting(
    "STRIPE_API_BASE",
    text,
    default="",
    meaning="Where Stripe's API is, when not at its own address (a stand-in for tests).",
)
STRIPE_TIMEOUT_SECONDS = number_setting(
    "STRIPE_TIMEOUT_SECONDS", 20, least=1, most=80, meaning="Seconds that one call of Stripe may take."
)
