"""The public halves of signing keys that were made before they were kept; none where the secret opens no more."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import migrations

from project.lib.secrets import WrongKey, unseal


def fill(apps, schema_editor):
    keys = apps.get_model("spirits", "EncryptionKey").objects
    for key in keys.filter(purpose="signing", public_key="").only("sealed").iterator(chunk_size=500):
        try:
            secret = base64.b64decode(unseal(key.sealed))
        except WrongKey:
            continue
        public = Ed25519PrivateKey.from_private_bytes(secret).public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        keys.filter(pk=key.pk).update(public_key=pem)


class Migration(migrations.Migration):
    dependencies = [("spirits", "0420_uses_of_keys")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
