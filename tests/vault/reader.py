"""A second implementation of the reading half of docs/VAULT.md, made from that page alone.

It imports nothing of the portal; the numbers in comments are the sections of the page.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

WORDS = Path(__file__).parents[2] / "wbportal/vault/words.txt"


class WrongKey(Exception):
    pass


class Tampered(Exception):
    pass


class Forged(Tampered):
    pass


class UnknownVersion(Tampered):
    pass


class NotACode(Exception):
    pass


class CheckFailed(NotACode):
    pass


# 1. Conventions


def u32(number):
    return number.to_bytes(4, "big")


def u64(number):
    return number.to_bytes(8, "big")


def join(*parts):
    return b"".join(u32(len(part)) + part for part in parts)


def split(joined, count=None):
    parts = []
    while joined:
        length = int.from_bytes(joined[:4], "big")
        if len(joined) < 4 + length:
            raise Tampered
        parts.append(joined[4 : 4 + length])
        joined = joined[4 + length :]
    if count is not None and len(parts) != count:
        raise Tampered
    return parts


def hkdf_expand(secret, info, length, hash_name="sha256"):
    okm, block, counter = b"", b"", 1
    while len(okm) < length:
        block = hmac.digest(secret, block + info + bytes([counter]), hash_name)
        okm, counter = okm + block, counter + 1
    return okm[:length]


def expand(secret, label, length=32):
    return hkdf_expand(secret, label, length)


def mac(key, message):
    return hmac.digest(key, message, "sha256")


def sha256(content):
    return hashlib.sha256(content).digest()


def body_of(sealed):
    if sealed[:1] != b"\x01":
        raise UnknownVersion
    return sealed[1:]


def gcm_open(key, nonce, ciphertext, aad, error=Tampered):
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except (InvalidTag, ValueError):
        raise error from None


# 2. Key pairs


@dataclass
class KeyPair:
    mlkem: MLKEM768PrivateKey
    x25519: X25519PrivateKey
    public: bytes


def key_pair(seed):
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    halves = (mlkem.public_key().public_bytes_raw(), x25519.public_key().public_bytes_raw())
    return KeyPair(mlkem, x25519, b"".join(halves))


def decapsulate(pair, enc):
    mlkem_ciphertext, ephemeral = enc[:1088], enc[1088:]
    try:
        ours = pair.mlkem.decapsulate(mlkem_ciphertext)
        theirs = pair.x25519.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    except ValueError:
        raise WrongKey from None
    own = pair.public[1184:]
    return hashlib.sha3_256(
        ours + theirs + ephemeral + own + bytes.fromhex("5c2e2f2f5e5c")
    ).digest()


SUITE_ID = b"HPKE" + bytes.fromhex("647a00010002")


def labeled_extract(salt, label, key):
    return mac(salt, b"HPKE-v1" + SUITE_ID + label + key)


def labeled_expand(secret, label, info, length):
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID + label + info
    return hkdf_expand(secret, labeled, length)


def unwrap(seed, wrapped, context):
    body, pair = body_of(wrapped), key_pair(seed)
    shared = decapsulate(pair, body[:1120])
    info = join(b"wbportal wrap v1", context)
    # RFC 9180 section 5.1, mode base, no pre-shared key
    no_salt = bytes(32)
    hashes = labeled_extract(no_salt, b"psk_id_hash", b"")
    hashes += labeled_extract(no_salt, b"info_hash", info)
    secret = labeled_extract(shared, b"secret", b"")
    key = labeled_expand(secret, b"key", b"\x00" + hashes, 32)
    nonce = labeled_expand(secret, b"base_nonce", b"\x00" + hashes, 12)
    return gcm_open(key, nonce, body[1120:], b"", WrongKey)


def grant_context(compartment_id, epoch, holder_id):
    return join(b"grant", compartment_id, u32(epoch), holder_id)


# 3. Symmetric keys


def open_sealed(secret, sealed, context):
    body = body_of(sealed)
    key = expand(secret, b"wbportal seal v1")
    return gcm_open(key, body[:12], body[12:], join(b"wbportal seal v1", context))


# 4. Signatures


def verify(verify_key, signature, message):
    body = body_of(signature)
    try:
        key = Ed25519PublicKey.from_public_bytes(verify_key[:32])
        key.verify(body, join(b"wbportal sign v1", message))
    except (InvalidSignature, ValueError):
        raise Forged from None


def ed25519_public(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


# 5. Locked seeds


def argon2id(password, salt, memory_kib, iterations):
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=1, memory_cost=memory_kib)
    return kdf.derive(password)


def unlock(locked, passphrase, pepper, context):
    body = body_of(locked)
    header, outer = body[:24], body[24:]
    aad = join(b"wbportal locked v1", header, context)
    inner = gcm_open(expand(pepper, b"wbportal pepper v1"), outer[:12], outer[12:], aad)
    memory_kib, iterations = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not (8 <= memory_kib <= 1048576 and 1 <= iterations <= 32):
        raise Tampered
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    key = argon2id(typed, header[8:], memory_kib, iterations)
    return gcm_open(key, inner[:12], inner[12:], aad, WrongKey)


# 6 and 7. Receipt codes and words


def folded(typed):
    letters = unicodedata.normalize("NFKC", typed).casefold()
    kept = [c for c in letters if c.isalnum()]
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept)


def check_of(number):
    return int.from_bytes(sha256(b"wbportal receipt v1" + number.to_bytes(12, "big"))) % 7776


def parse_code(typed):
    words = [word.replace("-", "") for word in WORDS.read_text("ascii").split()]
    rest, groups = folded(typed), []
    while rest:
        if rest[0].isdecimal():
            here, rest = rest[:4], rest[4:]
            if len(here) < 4 or not here.isdecimal() or int(here) > 7775 or int(here) == 7747:
                raise NotACode
            groups.append(int(here))
        else:
            found = [n for n, word in enumerate(words) if rest.startswith(word) and n != 7747]
            if not found:
                raise NotACode
            groups.append(found[0])
            rest = rest[len(words[found[0]]) :]
    if len(groups) != 8:
        raise NotACode
    number = 0
    for group in groups[:7]:
        number = number * 7776 + group
    if check_of(number) != groups[7]:
        raise CheckFailed
    return number


def code_keys(number, salt, memory_kib=19456, iterations=2):
    stretched = argon2id(number.to_bytes(12, "big"), salt, memory_kib, iterations)
    labels = ("lookup", "kem-seed", "sign-seed", "proof-blind", "draft-seed")
    return {label: expand(stretched, label.encode()) for label in labels}


def draft_key(root):
    return expand(root, b"id", 16), expand(root, b"key")


# 8. Epochs


def read_statement(statement):
    payload, signature, proof = split(body_of(statement), 3)
    label, case_id, office_id, compartment_id, kind, epoch, *rest = split(payload, 11)
    commitment, previous_hash, author_id, reporter_kem, reporter_verify = rest
    number = int.from_bytes(epoch, "big")
    lengths = [len(part) for part in (case_id, office_id, compartment_id, author_id)]
    well_formed = (
        label == b"wbportal epoch v1"
        and lengths == [16] * 4
        and (len(epoch), len(commitment), len(previous_hash)) == (4, 32, 32)
        and number >= 1
        and (number == 1) == (previous_hash == bytes(32))
        and len(proof) == (0 if number == 1 else 32)
        and (len(reporter_kem), len(reporter_verify)) in {(0, 0), (1216, 32)}
    )
    if not well_formed:
        raise Tampered
    return {
        "payload": payload,
        "signature": signature,
        "proof": proof,
        "hash": sha256(statement),
        "place": (case_id, office_id, compartment_id, kind, number),
        "commitment": commitment,
        "previous_hash": previous_hash,
        "author_id": author_id,
        "reporter_kem": reporter_kem,
        "reporter_verify": reporter_verify,
    }


def verify_statement(read, author_verify_key, previous_key=None):
    verify(author_verify_key, read["signature"], read["payload"])
    if read["place"][4] > 1:
        proven = join(read["payload"], read["signature"])
        if previous_key is None or read["proof"] != mac(expand(previous_key, b"statement"), proven):
            raise Tampered


def open_grant(seed, wrapped, compartment_id, epoch, holder_id, commitment):
    key = unwrap(seed, wrapped, grant_context(compartment_id, epoch, holder_id))
    if len(key) != 32 or expand(key, b"commit") != commitment:
        raise Tampered
    return key


def open_previous(key, sealed, compartment_id, epoch, commitment):
    """`epoch` is that of the key inside."""
    context = join(b"previous", compartment_id, u32(epoch))
    previous = open_sealed(expand(key, b"previous"), sealed, context)
    if expand(previous, b"commit") != commitment:
        raise Tampered
    return previous


# 9. Records and links


def padme(length):
    if length < 2:
        return length
    e = length.bit_length() - 1
    unit = 2 ** (e - e.bit_length())
    return -(-length // unit) * unit


def open_record(key, place, sealed):
    """`place` is (case id, compartment id, epoch, kind, record id); returns author and body."""
    case_id, compartment_id, epoch, kind, record_id = place
    place = join(b"wbportal record v1", case_id, compartment_id, u32(epoch), kind, record_id)
    body, record_key = body_of(sealed), expand(key, b"wbportal record v1" + record_id)
    padded = gcm_open(record_key, body[:12], body[12:], place)
    length = int.from_bytes(padded[:4], "big")
    if len(padded) != padme(max(1024, 4 + length)) or padded[4 + length :].strip(b"\0"):
        raise Tampered
    author_id, signature, text = split(padded[4 : 4 + length], 3)
    return author_id, text, signature, join(place, author_id, text)


def next_link(key, compartment_id, epoch, number, before, sealed_hash):
    place = (compartment_id, u32(epoch), u64(number))
    return mac(expand(key, b"link"), join(b"wbportal link v1", *place, before, sealed_hash))


# 10. Files


def open_file(file_key, file_id, sealed, length):
    body, padded = body_of(sealed), padme(length)
    if len(sealed) != 57 + padded + 16 * (padded // 16384 + 1):
        raise Tampered
    salt, commitment, chunks = body[:24], body[24:56], body[56:]
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00" + salt
    derived = hkdf_expand(file_key, info + b"wbportal file v1" + file_id, 76, "sha512")
    if derived[44:] != commitment:
        raise Tampered
    opened = b""
    for number, start in enumerate(range(0, len(chunks), 16400)):
        nonce = (int.from_bytes(derived[32:44], "big") ^ number).to_bytes(12, "big")
        opened += gcm_open(derived[:32], nonce, chunks[start : start + 16400], None)
    if opened[length:].strip(b"\0"):
        raise Tampered
    return opened[:length]


# 11. Identity shares


def times(a, b):
    product = 0
    for bit in range(8):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11B << (bit - 8)
    return product


def join_two_shares(one, other):
    # The line's value at 0, by Lagrange: y1 * x2 / (x1 + x2) + y2 * x1 / (x1 + x2).
    x1, x2 = one[0], other[0]
    inverse = next(n for n in range(1, 256) if times(n, x1 ^ x2) == 1)
    l1, l2 = times(x2, inverse), times(x1, inverse)
    pairs = zip(one[1:], other[1:], strict=True)
    return bytes(times(y1, l1) ^ times(y2, l2) for y1, y2 in pairs)
