"""Vectors of what belongs to people: codes, locked seeds, rosters, what keys derive."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tests.vault.samples import (
    CASE,
    FIRST,
    HANDLER,
    LEAD,
    OFFICE,
    PEOPLE,
    PINNED,
    PUBLIC,
    REPORTER,
    ROOT,
    SECOND_LEAD,
    THREAD,
    TODAY,
    entry,
    roster,
    secret,
)
from tests.vault.vectoring import Vector, damages, refused
from wbportal.vault.chain import GENESIS, next_link
from wbportal.vault.declarations import DeclarationPlace, seal_declaration
from wbportal.vault.encoding import join, u32, versioned
from wbportal.vault.epochs import ReporterSuccession
from wbportal.vault.keys import PrivateKey, SymmetricKey
from wbportal.vault.passphrases import Cost, lock
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.quorum import paper_shares, split_key
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.roster import SignedRoster, cosign, sign_with_root
from wbportal.vault.sessions import SessionSecret
from wbportal.vault.signatures import HybridKey, SigningKey

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


SALT = b"a public salt of this deployment"
NUMBERS = (("zero", 0), ("the largest", 7776**7 - 1), ("some", 123456789 * 7776**3))


def saved() -> Iterator[Vector]:
    for name, number in NUMBERS:
        draft = ReceiptCode(number).keys(SALT).draft
        yield {
            "name": name,
            "number": number,
            "salt": SALT.hex(),
            "draft_id": draft.id.hex(),
            "draft_key": draft.key.secret.hex(),
        }


def codes() -> Iterator[Vector]:
    salt = SALT
    for name, number in NUMBERS:
        code = ReceiptCode(number)
        keys = code.keys(salt)
        yield {
            "name": name,
            "typed": " ".join(code.groups()),
            "number": number,
            "salt": salt.hex(),
            "expected": {
                "lookup": keys.lookup.hex(),
                "kem_public": keys.kem.public().raw.hex(),
                "verify_key": keys.signing.verify_key().raw.hex(),
                "proof_blind": keys.proof_blind.hex(),
            },
        }
    groups, words = code.groups(), code.words()
    pairs = list(zip(groups, words, strict=True))
    ways = {
        "no spaces": "".join(groups),
        "hyphens": "-".join(groups),
        "Thai digits": " ".join(groups).translate(THAI),
        "words": " ".join(words),
        "words run together, in capitals": "".join(words).upper(),
        "a mix": "".join(w if n % 2 else f" {g}" for n, (g, w) in enumerate(pairs)),
    }
    for name, typed in ways.items():
        yield {"name": name, "typed": typed, "number": number}
    slips = {
        "nothing": ("", None),
        "seven groups": (" ".join(groups[:7]), None),
        "nine groups": (" ".join([*groups, "0000"]), None),
        "group 2 is 7776": (" ".join([*groups[:2], "7776", *groups[3:]]), 2),
        "group 7 lacks a digit": (" ".join([*groups[:7], groups[7][:3]]), 7),
        "group 0 is no word": (" ".join(["xylophone", *groups[1:]]), 0),
        "group 4 is never drawn": (" ".join([*groups[:4], "7747", *groups[5:]]), 4),
    }
    for name, (typed, group) in slips.items():
        yield {"name": name, "typed": typed, "error": "NotACode", "group": group}
    swapped = " ".join([groups[1], groups[0], *groups[2:]])
    yield {"name": "two groups exchanged", "typed": swapped, "error": "NotACode", "check": True}


def successions() -> Iterator[Vector]:
    new = SigningKey(secret("new code")).verify_key().raw
    said = ReporterSuccession(CASE, 2, PUBLIC[HANDLER].kem.raw, new)
    good = {
        "name": "a changed code",
        "signed": said.sign(REPORTER.signing).hex(),
        "verify_key": REPORTER.signing.verify_key().raw.hex(),
        "expected": {
            "case_id": CASE.hex,
            "generation": 2,
            "kem": said.kem.hex(),
            "verify": new.hex(),
        },
        "spoilt": "Tampered",
    }
    yield good
    yield from damages("signed", good, middle="Forged", last="Forged")
    by_another = said.sign(PEOPLE[LEAD].signing).hex()
    yield refused(good, "signed by somebody else", "Forged", signed=by_another)


def locked_seeds() -> Iterator[Vector]:
    seed, pepper = secret("locked"), secret("pepper")
    good = {
        "name": "a locked seed",
        "locked": lock(seed, "น้ำ correct horse", pepper, Cost(64, 2), LEAD.bytes).hex(),
        "passphrase": "น้ำ correct horse",
        "pepper": pepper.hex(),
        "context": LEAD.hex,
        "expected": seed.hex(),
        "spoilt": "Tampered",
    }
    yield good
    yield from damages("locked", good)
    yield refused(good, "another passphrase", "WrongKey", passphrase="น้ำ correct horsf")
    yield refused(good, "another pepper", "Tampered", pepper=secret("other").hex())
    yield refused(good, "another holder", "Tampered", context=HANDLER.hex)


def rosters() -> Iterator[Vector]:
    leads = tuple(sorted((LEAD, SECOND_LEAD), key=lambda holder: holder.bytes))
    first = roster(entries=tuple(entry(holder, "lead") for holder in leads))
    following = roster(version=2, previous_hash=first.hash(), entries=first.entries[:1])
    by_root = SignedRoster(first, (sign_with_root(first, ROOT),)).to_bytes()
    yield (
        good := {
            "name": "signed by the root",
            "signed": by_root.hex(),
            "previous": "",
            "pinned": PINNED.hex(),
            "expected": {"version": 1, "hash": first.hash().hex()},
            "spoilt": "RosterRefused",
        }
    )
    for spoilt in list(damages("signed", good))[::3]:
        yield {**spoilt, "error": "RosterRefused"}
    yield refused(good, "another root is pinned", "RosterRefused", pinned=secret("other").hex())
    parts = [cosign(following, who, PEOPLE[who].signing) for who in leads]
    yield (
        good := {
            "name": "signed by two leads",
            "signed": SignedRoster(following, tuple(parts)).to_bytes().hex(),
            "previous": by_root.hex(),
            "pinned": PINNED.hex(),
            "expected": {"version": 2, "hash": following.hash().hex()},
        }
    )
    yield refused(good, "nothing before it", "RosterRefused", previous="")
    alone = SignedRoster(following, (parts[0], parts[0])).to_bytes().hex()
    yield refused(good, "one lead twice", "RosterRefused", signed=alone)
    later = replace(following, issued_on=TODAY + timedelta(days=1))
    moved = SignedRoster(later, tuple(parts)).to_bytes().hex()
    yield refused(good, "issued on another day", "RosterRefused", signed=moved)


def declarations() -> Iterator[Vector]:
    place, body = DeclarationPlace(OFFICE, HANDLER), "ไม่มี: none".encode()
    readers = {who: PUBLIC[who].kem for who in (HANDLER, LEAD)}
    first, second = sorted(readers)
    signing = PEOPLE[HANDLER].signing
    good: Vector = {
        "name": "a declaration for its author and a lead",
        "office_id": OFFICE.hex,
        "author_id": HANDLER.hex,
        "reader_id": first.hex,
        "seed": PEOPLE[first].kem.seed.hex(),
        "verify_key": PUBLIC[HANDLER].verify.raw.hex(),
        "sealed": seal_declaration(place, signing, body, readers).hex(),
        "expected": body.hex(),
        "spoilt": "Tampered",
    }
    yield good
    # The first reader's wrap lies in the middle of the bytes, the second's at their end.
    yield from damages("sealed", good, middle="WrongKey")
    theirs = {"reader_id": second.hex, "seed": PEOPLE[second].kem.seed.hex()}
    yield {**good, **theirs, "name": "read by the other one"}
    other = {"reader_id": SECOND_LEAD.hex, "seed": PEOPLE[SECOND_LEAD].kem.seed.hex()}
    yield refused(good, "somebody it is not for", "WrongKey", **other)
    yield refused(good, "another's key", "WrongKey", seed=other["seed"])
    yield refused(good, "in another office", "WrongKey", office_id=CASE.hex)
    yield refused(good, "as another's", "WrongKey", author_id=SECOND_LEAD.hex)
    by_another = seal_declaration(place, PEOPLE[SECOND_LEAD].signing, body, readers).hex()
    yield refused(good, "signed by somebody else", "Forged", sealed=by_another)


def derivations() -> Iterator[Vector]:
    """What follows from fixed inputs alone."""
    person, hybrid = PersonKeys(secret("someone")), HybridKey(secret("hybrid"))
    cookie, half = SessionSecret(secret("cookie")), SymmetricKey(secret("half"))
    draft = cookie.draft("1", half)
    yield {
        "name": "derivations",
        "seed": secret("someone").hex(),
        "x_wing_public": PrivateKey(secret("someone")).public().raw.hex(),
        "person_kem": person.kem.seed.hex(),
        "person_signing": person.signing.seed.hex(),
        "person_state": person.state.secret.hex(),
        "person_verify": person.public().verify.raw.hex(),
        "fingerprint": fingerprint_words(person.public()),
        "signature_of_message": person.signing.sign(b"message").hex(),
        "hybrid_seed": hybrid.seed.hex(),
        "hybrid_public": hybrid.public().raw.hex(),
        "hybrid_signature_of_message": hybrid.sign(b"message").hex(),
        "epoch_key": FIRST.secret.hex(),
        "commitment": FIRST.commitment().hex(),
        "link_key": FIRST.link_key().hex(),
        "statement_key": FIRST.statement_key().hex(),
        "compartment_id": THREAD.hex,
        "sealed_hash": secret("record").hex(),
        "first_link": next_link(FIRST, 1, GENESIS, secret("record")).hex(),
        "cookie": cookie.raw.hex(),
        "half": half.secret.hex(),
        "session_id": cookie.session_id("handler").hex(),
        "session_key": cookie.key("handler", half).secret.hex(),
        "draft_id": draft.id.hex(),
        "draft_key": draft.key.secret.hex(),
        "split": secret("split").hex(),
        "identity_shares": [share.hex() for share in split_key(secret("split"), 3)],
        "paper_shares": paper_shares(secret("split"), 2, 3),
        "join": join(b"", b"a", u32(7)).hex(),
        "versioned": versioned(b"body").hex(),
        "office": OFFICE.hex,
    }
