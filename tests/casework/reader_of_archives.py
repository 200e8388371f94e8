"""A second reader of exported cases, made from docs/VAULT.md §4 and §17 alone."""

import hashlib
import json
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

_FORMAT = b"wbportal case file v1"


def _join(*parts):
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def read_archive(file, fingerprint):
    """Return manifest and members; anything that is wrong raises whatever it raises."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    written = members.pop("manifest.json")
    signatures = json.loads(members.pop("signatures.json"))
    manifest = json.loads(written)
    key = bytes.fromhex(manifest["portal_key"])
    assert manifest["format"].encode() == _FORMAT
    assert hashlib.sha256(key).digest() == fingerprint

    signed = _join(_FORMAT, hashlib.sha256(written).digest())
    # Nothing signs the signatures: they count in one form alone.
    assert signatures.keys() == {"portal", "person"}
    assert all(bytes.fromhex(one).hex() == one for one in signatures.values())
    both = bytes.fromhex(signatures["portal"])
    assert both[0] == 1
    hybrid = _join(b"wbportal hybrid sign v1", signed)
    Ed25519PublicKey.from_public_bytes(key[:32]).verify(both[1:65], hybrid)
    MLDSA65PublicKey.from_public_bytes(key[32:]).verify(both[65:], hybrid)
    own = bytes.fromhex(signatures["person"])
    assert own[0] == 1
    person = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["person_key"]))
    person.verify(own[1:], _join(b"wbportal sign v1", signed))

    listed = {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["members"]}
    assert listed == {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in members.items()
    }
    return manifest, members
