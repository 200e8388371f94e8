"""Proposals, for whoever writes to the database: a row makes nobody anything."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import vetting_of
from tests.casework.hall import Hall, make_hall, words_of
from wbportal.casework.proposals import OtherWords
from wbportal.vault.people import PersonKeys
from wbportal.vault.roster import Roster, SignedRoster, cosign


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def _insert(hall: Hall, signed: bytes) -> None:
    with hall.portal.engine.begin() as connection:
        connection.execute(text("DELETE FROM roster_proposals"))
        connection.execute(
            text(
                "INSERT INTO roster_proposals (office_id, signed, proposed_at, version)"
                " VALUES (:office, :signed, '2026-11-23 03:00:00', 1)"
            ),
            {"office": hall.office.id.bytes, "signed": signed},
        )


def _next(hall: Hall, **changes: object) -> Roster:
    now = hall.roster()
    fields = {"version": now.version + 1, "previous_hash": now.hash(), **changes}
    return replace(now, **fields)  # type: ignore[arg-type]  # a test says what it needs


def test_a_proposal_that_was_put_there_is_none(hall: Hall) -> None:
    roster = _next(hall, entries=hall.roster().entries[1:])
    handler = hall.office.handlers[0]
    false = [
        b"",
        b"\x01",
        SignedRoster(roster, ()).to_bytes(),
        SignedRoster(roster, (cosign(roster, handler.id, handler.keys.signing),)).to_bytes(),
        SignedRoster(
            roster, (cosign(roster, hall.first.id, PersonKeys.generate().signing),)
        ).to_bytes(),
    ]
    for signed in false:
        _insert(hall, signed)
        assert hall.open() is None


def test_no_byte_of_a_proposal_can_be_changed(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    with hall.portal.engine.connect() as connection:
        [(signed,)] = connection.execute(text("SELECT signed FROM roster_proposals")).all()
    changed = signed.replace(b"handler", b"auditor")
    assert changed != signed
    _insert(hall, changed)
    assert hall.open() is None
    for place in range(0, len(signed), 997):
        _insert(hall, signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :])
        assert hall.open() is None


def test_the_second_signature_cannot_be_written_into_the_row(hall: Hall) -> None:
    """One lead's signature, and one of a key that no roster names, make no roster."""
    hall.propose(hall.first, vetting_of(hall.joiner))
    found_one = hall.open()
    assert found_one is not None
    both = found_one.proposal.and_by(hall.second.id, PersonKeys.generate().signing).to_bytes()
    with hall.portal.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO rosters (office_id, version, signed, created_at)"
                " VALUES (:office, 3, :signed, '2026-11-23 03:00:00')"
            ),
            {"office": hall.office.id.bytes, "signed": both},
        )
    with pytest.raises(Exception, match="two leads"):
        hall.roster()


def test_a_proposal_moves_no_recovery_key_and_gives_no_unknown_role(hall: Hall) -> None:
    stolen = PersonKeys.generate().kem.public().raw
    entries = hall.roster().entries
    unknown = replace(entries[0], roles=frozenset({"king"}))
    both = replace(entries[0], roles=frozenset({"lead", "auditor"}))
    for roster in (
        _next(hall, recovery_kem=stolen),
        _next(hall, recovery_kem=None),
        _next(hall, entries=(unknown, *entries[1:])),
        _next(hall, entries=(both, *entries[1:])),
    ):
        part = cosign(roster, hall.first.id, hall.first.keys.signing)
        _insert(hall, SignedRoster(roster, (part,)).to_bytes())
        assert hall.open() is None


def test_keys_exchanged_within_a_signed_proposal_ask_for_words(hall: Hall) -> None:
    """Even what one lead signed puts no other key on a roster without the paper's words."""
    handler, thief = hall.office.handlers[0], PersonKeys.generate().public()
    entries = tuple(
        replace(one, kem=thief.kem.raw, verify=thief.verify.raw)
        if one.holder_id == handler.id
        else one
        for one in hall.roster().entries
    )
    roster = _next(hall, entries=entries)
    part = cosign(roster, hall.first.id, hall.first.keys.signing)
    _insert(hall, SignedRoster(roster, (part,)).to_bytes())
    with pytest.raises(OtherWords):
        hall.sign(hall.second, {handler.id: words_of(handler)})
