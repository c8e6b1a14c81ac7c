"""A new encryption key of the installation, with what people have sealed."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from project.lib.clock import now
from project.lib.secrets import unseal
from spirits.models import EncryptionKey, SocialAccount
from spirits.services.encryption_keys import create_key, decrypt, encrypt
from spirits.services.messages import connect_account

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def closed(alice, settings):
    """What a key of Alice's closed, beside a connected account, all under the old key of the installation."""
    settings.ENCRYPTION_KEYS = [OLD]
    create_key(user=alice, name="k", purpose="encryption", now=now())
    connect_account(user=alice, network="mastodon", name="M", server="https://m.example", token="tooth", now=now())
    return encrypt(user=alice, name="k", content=b"Ahoy", context="", now=now())


def test_the_old_key_can_be_dropped_afterwards(alice, closed, settings, capsys):
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    assert "2 secrets are sealed with the newest encryption key." in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = [NEW]
    assert decrypt(user=alice, message=closed, context="", now=now())[0] == b"Ahoy"
    assert unseal(SocialAccount.objects.get().sealed_token) == "tooth"


def test_what_opens_no_more_stays_as_it_is_and_is_told(alice, closed, settings):
    before = EncryptionKey.objects.get().sealed
    settings.ENCRYPTION_KEYS = [OTHER]
    create_key(user=alice, name="later", purpose="signing", now=now())
    with pytest.raises(CommandError, match="2 open with none of the keys"):
        call_command("rotate_keys")
    assert EncryptionKey.objects.get(name="k").sealed == before
