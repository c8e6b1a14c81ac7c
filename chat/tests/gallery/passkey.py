"""What a browser sends when it has made a passkey, without a browser."""

import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData


def made_passkey(site: str = "localhost") -> dict[str, Any]:
    """A registration whose key is real and whose private half is thrown away."""
    name = os.urandom(16)
    key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    kept = AttestedCredentialData.create(bytes(16), name, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    proof = AuthenticatorData.create(sha256(site.encode()).digest(), flags, 0, kept)
    said = CollectedClientData.create("webauthn.create", os.urandom(16), f"http://{site}")
    return {
        "id": websafe_encode(name),
        "rawId": websafe_encode(name),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", proof, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
