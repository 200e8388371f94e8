"""An authenticator made of a few lines: what a browser would send of it, right or wrong.

    key = Authenticator()
    made = key.create(options)              # the JSON of a registration
    said = key.get(options)                 # the JSON of an answer
    key.prf(credential_id)                  # the 32 bytes by which it opens a key

CBOR and COSE are written here by hand, so that nothing is checked against itself.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

UP, UV, AT = 0x01, 0x04, 0x40


def letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(slots=True)
class Authenticator:
    """Holds keys; `origin` is what the browser around it says."""

    origin: str = "http://localhost:8000"
    counts: bool = True
    verifies: bool = True
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    keys: dict[bytes, ec.EllipticCurvePrivateKey] = field(default_factory=dict, repr=False)
    count: int = 0

    def create(self, options: str, **wrong: Any) -> str:
        """Make a passkey; `wrong` changes what is said of it."""
        asked = json.loads(options)
        credential_id = secrets.token_bytes(32)
        self.keys[credential_id] = ec.generate_private_key(ec.SECP256R1())
        host = wrong.get("host", asked["rp"]["id"])
        attested = bytes(16) + len(credential_id).to_bytes(2, "big") + credential_id
        data = self._data(host, AT) + attested + _cose(self.keys[credential_id])
        response = {
            "clientDataJSON": letters(self._client("webauthn.create", asked, wrong)),
            "attestationObject": letters(_attestation(data)),
        }
        return self._said(credential_id, response)

    def get(self, options: str, credential_id: bytes | None = None, **wrong: Any) -> str:
        """Answer with a passkey that is asked for, or with another one."""
        asked = json.loads(options)
        offered = [raw(one["id"]) for one in asked["allowCredentials"]]
        mine = credential_id or next(one for one in offered if one in self.keys)
        data = self._data(wrong.get("host", asked["rpId"]), 0)
        client = self._client("webauthn.get", asked, wrong)
        signature = self.keys[mine].sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": letters(client),
            "authenticatorData": letters(data),
            "signature": letters(signature),
        }
        return self._said(mine, response)

    def prf(self, credential_id: bytes) -> bytes:
        """Return what it says to open a key; the same each time."""
        return hmac.digest(self.secret, credential_id, "sha256")

    def prf_of(self, said: str) -> str:
        """Return that for the passkey of an answer, as the script posts it."""
        return letters(self.prf(raw(json.loads(said)["rawId"])))

    def _data(self, host: str, also: int) -> bytes:
        self.count += 1 if self.counts else 0
        flags = UP | (UV if self.verifies else 0) | also
        return (
            hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        )

    def _client(self, kind: str, asked: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        said = {
            "type": wrong.get("type", kind),
            "challenge": wrong.get("challenge", asked["challenge"]),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": wrong.get("crossOrigin", False),
        }
        return json.dumps(said).encode()

    def _said(self, credential_id: bytes, response: dict[str, str]) -> str:
        mine = letters(credential_id)
        return json.dumps({"id": mine, "rawId": mine, "type": "public-key", "response": response})


def _cose(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Write a P-256 public key (RFC 9053 §7.1.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}."""
    numbers = key.public_key().public_numbers()
    x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
    return b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y


def _attestation(data: bytes) -> bytes:
    """Write {"fmt": "none", "attStmt": {}, "authData": data}."""
    size = (
        b"\x58" + bytes([len(data)]) if len(data) < 256 else b"\x59" + len(data).to_bytes(2, "big")
    )
    return b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData" + size + data
