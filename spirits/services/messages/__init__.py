"""Messages that leave in a person's name: written down, sent, and marked with what became of them."""

from spirits.services.messages.accounts import connect_account, disconnect_account
from spirits.services.messages.drafts import delete_draft, delete_template, save_draft, save_template
from spirits.services.messages.email import send_email
from spirits.services.messages.sms import send_sms
from spirits.services.messages.social import post_to

__all__ = [
    "connect_account",
    "delete_draft",
    "delete_template",
    "disconnect_account",
    "post_to",
    "save_draft",
    "save_template",
    "send_email",
    "send_sms",
]
