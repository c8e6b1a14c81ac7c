"""Messages that people send: how many, and the gateway for short ones."""

from project.settings.env import setting, text, whole
from project.settings.providers import AN_ADDRESS, address

MESSAGES_PER_DAY = setting(
    "MESSAGES_PER_DAY",
    whole(least=0, most=100_000),
    expected="a whole number from 0 to 100000",
    default="200",
    meaning="How many mails, short messages or posts one person may send in a day, each kind by itself.",
)
SMS_URL = setting(
    "SMS_URL",
    address,
    expected=AN_ADDRESS,
    default="",
    meaning="The short-message gateway: Twilio (`https://api.twilio.com`) or one that speaks its Messages API. Empty: no short messages.",
)
SMS_ACCOUNT = setting("SMS_ACCOUNT", text, default="", meaning="The account at the gateway (Twilio's Account SID).")
SMS_TOKEN = setting("SMS_TOKEN", text, default="", meaning="The account's token.", is_secret=True)
SMS_FROM = setting("SMS_FROM", text, default="", meaning="The sender's number or name at the gateway.")
SMS_CENTS = setting(
    "SMS_CENTS",
    whole(least=0, most=10_000),
    expected="a whole number from 0 to 10000",
    default="0",
    meaning="What one short message costs in cents, shown to people before they confirm.",
)
