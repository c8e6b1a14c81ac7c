"""encryption_manager."""

import base64
from dataclasses import replace

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from project.lib.clock import now
from spirits.models import EncryptionKey
from spirits.queries.workspace import read_file
from spirits.services.workspace import write_file

TOOL = "encryption_manager"


def test_what_is_encrypted_can_be_read_again(use):
    use(TOOL, action="create_key", key="k")
    messages = [use(TOOL, action="encrypt", key="k", text="Grüße").data["result"] for _ in range(2)]
    assert messages[0] != messages[1]
    assert "Grüße" not in base64.urlsafe_b64decode(messages[0]).decode("latin-1")
    assert use(TOOL, action="decrypt", text=messages[0]).data["result"] == "Grüße"


def test_rotated_keys_still_open_what_they_closed(use):
    use(TOOL, action="create_key", key="k")
    old = use(TOOL, action="encrypt", key="k", text="before").data["result"]
    assert use(TOOL, action="rotate_key", key="k").data["key"]["version"] == 2
    new = use(TOOL, action="encrypt", key="k", text="after").data
    assert new["key"]["version"] == 2
    assert use(TOOL, action="decrypt", text=old).data["result"] == "before"
    listed = use(TOOL, action="list_keys").data["keys"]
    assert [(each["version"], each["in_use"]) for each in listed] == [(2, True), (1, False)]


def test_a_signature_verifies_here_and_elsewhere(use):
    use(TOOL, action="create_key", key="s", purpose="signing")
    signature = use(TOOL, action="sign", key="s", text="I owe you 5").data["signature"]
    assert use(TOOL, action="verify", text="I owe you 5", signature=signature).data["is_valid"]
    assert not use(TOOL, action="verify", text="I owe you 6", signature=signature).data["is_valid"]
    public = load_pem_public_key(use(TOOL, action="public_key", key="s").data["public_key"].encode())
    public.verify(base64.urlsafe_b64decode(signature)[20:], b"I owe you 5")


def test_files_are_encrypted_in_the_workspace(use, alice):
    write_file(user=alice, path="a.bin", content=b"\x00\xff\x01", now=now())
    use(TOOL, action="create_key", key="k")
    use(TOOL, action="encrypt", key="k", path="a.bin", save_as="a.enc")
    assert use.refused(TOOL, action="decrypt", path="a.enc") == {
        "save_as": ["The content is no text; give a path to write it to."]
    }
    use(TOOL, action="decrypt", path="a.enc", save_as="b.bin")
    assert read_file(alice, "b.bin") == b"\x00\xff\x01"


def test_keys_are_sealed_and_never_shown(use, alice):
    shown = str(use(TOOL, action="create_key", key="k").data) + use(TOOL, action="list_keys").text
    sealed = EncryptionKey.objects.get(owner=alice).sealed
    assert sealed.startswith("gAAAA")
    assert sealed not in shown


def test_a_changed_message_or_context_is_refused(use):
    use(TOOL, action="create_key", key="k")
    message = use(TOOL, action="encrypt", key="k", text="x", context="mail 1").data["result"]
    assert use.refused(TOOL, action="decrypt", text=message, context="mail 2") == "not_authentic"
    raw = bytearray(base64.urlsafe_b64decode(message))
    raw[-1] ^= 1
    changed = base64.urlsafe_b64encode(raw).decode()
    assert use.refused(TOOL, action="decrypt", text=changed, context="mail 1") == "not_authentic"


def test_nobody_uses_another_persons_key(use, bob):
    use(TOOL, action="create_key", key="k")
    message = use(TOOL, action="encrypt", key="k", text="x").data["result"]
    as_bob = replace(use, user=bob)
    assert as_bob.refused(TOOL, action="decrypt", text=message) == "encryption_key_not_found"
    assert as_bob.refused(TOOL, action="encrypt", key="k", text="x") == "encryption_key_not_found"
    assert as_bob(TOOL, action="list_keys").data["keys"] == []


def test_bad_arguments_are_named(use):
    use(TOOL, action="create_key", key="k")
    assert use.refused(TOOL, action="create_key", key="k") == {"name": ["Taken."]}
    assert "text" in use.refused(TOOL, action="encrypt", key="k")
    assert "text" in use.refused(TOOL, action="decrypt", text="not base64!")
    assert use.refused(TOOL, action="decrypt", text="aGFsbG8=") == "not_authentic"
    assert "signature" in use.refused(TOOL, action="verify", text="x")
    assert "action" in use.refused(TOOL, action="destroy")
