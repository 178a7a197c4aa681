"""Second factors of invented workers: an app that makes codes, and a passkey that signs."""

import hashlib
import json
import os
import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.authenticators import APP, new_recovery_codes
from tests.accounts.factories import PASSWORD


def code_of(secret: str, *, later: int = 0) -> str:
    """Return what the app with this secret shows now, or `later` half-minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def with_app(worker) -> str:
    """Give a worker an app and return its secret."""
    secret = generate_totp_secret()
    data = {"secret": get_adapter().encrypt(secret), "last_step": 0}
    Authenticator.objects.create(user=worker, type=APP, data=data)
    return secret


def with_codes(worker) -> list[str]:
    """Give a worker an app and a sheet of recovery codes, and return the codes."""
    with_app(worker)
    return new_recovery_codes(worker)


def half(worker, **more):
    """Return a browser in which the password was right, and nothing else happened yet."""
    client = Client(SERVER_NAME="localhost", **more)
    assert client.post("/sign-in/", {"login": worker.username, "password": PASSWORD}).status_code == 302
    return client


def is_signed_in(client):
    return client.get("/today/").status_code == 200


class Passkey:
    """A key that a browser would hold: it answers challenges of one site."""

    def __init__(self, origin: str = "http://localhost", rp_id: str = "localhost") -> None:
        self.origin, self.rp_id = origin, rp_id
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)

    def make(self, options: str) -> str:
        """Answer to "make a passkey"."""
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        attested = AttestationObject.create("none", self._data(0x45, credential), {})
        return self._answer(options, "webauthn.create", attestationObject=bytes(attested))

    def sign(self, options: str) -> str:
        """Answer to "use a passkey"."""
        data = self._data(0x05)
        client = self._client(options, "webauthn.get")
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(options, "webauthn.get", authenticatorData=bytes(data), signature=signature)

    def _data(self, flags: int, credential: AttestedCredentialData | bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(hashlib.sha256(self.rp_id.encode()).digest(), flags, 1, credential)

    def _client(self, options: str, kind: str) -> CollectedClientData:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, options: str, kind: str, **parts: bytes) -> str:
        response = {"clientDataJSON": bytes(self._client(options, kind)), **parts}
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(value) for name, value in response.items()},
                "clientExtensionResults": {},
            }
        )
