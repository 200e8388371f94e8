"""Who finds what, in whose hands it is indexed, and what lies on the disk of it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import access, destruction, indexing, queue, registers, search, views
from wbportal.casework.access import OpenCase
from wbportal.casework.conversation import Message, add
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.queue import PAGE_CASES, Filter
from wbportal.casework.recipients import Named
from wbportal.casework.search import Asked, Found, Order
from wbportal.casework.thread import Reading
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.domain.searching import read_query
from wbportal.domain.states import State
from wbportal.portal import Work

ALL = Filter()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def look(
    scene: Scene, who: Person, typed: str, wanted: Filter = ALL, seconds: float = 60, **more: object
) -> Found:
    scene.portal.perform(lambda work: queue.open_new(work, who))
    asked = Asked(read_query(typed) if typed else None, wanted)
    return search.look(scene.portal, who, replace(asked, **more), seconds)  # type: ignore[arg-type]  # a test says what it needs


def look_for_so_many(scene: Scene, typed: str, many: int, **more: object) -> Found:
    """Look where everything is indexed, and count no further than need be."""
    look(scene, scene.lead, typed)
    asked = replace(Asked(read_query(typed)), **more)  # type: ignore[arg-type]  # a test says what it needs
    return search.look(scene.portal, scene.lead, asked, many=many)


def ids(found: Found) -> list[UUID]:
    return [hit.row.case_id for hit in found.hits]


def say(scene: Scene, case_id: UUID, message: Message) -> None:
    scene.portal.perform(lambda work: _say(work, scene, case_id, message))


def _say(work: Work, scene: Scene, case_id: UUID, message: Message) -> None:
    keys = work.keys
    code = scene.codes[case_id].keys(keys.receipt_salt, keys.receipt_cost)
    add(work, access.open_case(work, CodeHolder(case_id, code), case_id), message)


def pieces(scene: Scene, case_ids: Iterable[UUID]) -> list[tuple[bytes, int, bytes]]:
    with scene.portal.engine.connect() as connection:
        rows = connection.execute(text("SELECT case_id, piece, sealed_piece FROM index_pieces"))
        wanted = {case_id.bytes for case_id in case_ids}
        return [tuple(row) for row in rows if row[0] in wanted]


def test_a_search_finds_what_was_written_in_every_part_that_is_searched(scene: Scene) -> None:
    case_id = scene.report("สะพานข้ามคลองแสนแสบถูกเบิกเงินสองครั้ง", files=(b"a photograph",))
    scene.assign(case_id, scene.office.handlers[0])
    scene.do(scene.handler, case_id, Action.REPLY, text="We shall visit the quarry.")
    scene.do(scene.handler, case_id, Action.NOTE, text="เสี่ยช้างเป็นเจ้าของโกดัง")
    reference = scene.row(case_id).reference
    for typed in ("คลองแสนแสบ", "quarry", "เสี่ยช้าง", "photo jpg", "quarry โกดัง", reference):
        for who in (scene.lead, scene.handler):
            assert ids(look(scene, who, typed)) == [case_id], typed
    assert look(scene, scene.handler, "quarry granite").matching == 0
    (hit,) = look(scene, scene.lead, "แสนแสบ").hits
    assert hit.excerpt is not None
    assert hit.excerpt.match == "แสนแสบ"


def test_only_who_is_in_charge_finds_a_case_and_only_while_they_are(scene: Scene) -> None:
    first, second = scene.office.handlers[:2]
    case_id = scene.report("the marmalade factory")
    assert look(scene, first.person, "marmalade").matching == 0
    scene.assign(case_id, first)
    scene.assign(case_id, second)
    assert ids(look(scene, first.person, "marmalade")) == [case_id]
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=first.id)
    found = look(scene, first.person, "marmalade")
    assert (found.matching, found.hits, found.left) == (0, (), 0)
    scene.do(second.person, case_id, Action.NOTE, text="marmalade, again")
    assert ids(look(scene, second.person, "marmalade again")) == [case_id]
    assert scene.office.custodians
    assert look(scene, scene.office.custodians[0].person, "marmalade").matching == 0


def test_behind_a_wall_nothing_is_found_and_nothing_lies_otherwise(scene: Scene) -> None:
    walled, other = scene.office.leads[:2]
    hidden = scene.report("about the periwinkle", named=Named(listed=frozenset({walled.id})))
    for _ in range(2):
        found = look(scene, walled.person, "periwinkle")
        assert (found.matching, found.hits, found.left) == (0, (), 0)
    assert pieces(scene, [hidden]) == [], "and whoever is walled indexed nothing"
    assert ids(look(scene, other.person, "periwinkle")) == [hidden]
    assert pieces(scene, [hidden])
    assert look(scene, walled.person, "periwinkle").matching == 0
    with scene.portal.engine.connect() as connection:
        columns = connection.execute(text("SELECT * FROM index_pieces")).keys()
    assert "holder_id" not in columns


def test_an_index_opens_with_the_newest_key_alone(scene: Scene) -> None:
    case_id = scene.report("the turbine hall")
    one, other = scene.office.handlers[:2]
    for somebody in (one, other):
        scene.assign(case_id, somebody)
    look(scene, other.person, "turbine")
    before = pieces(scene, [case_id])
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=one.id)
    assert pieces(scene, [case_id]) == [], "and nobody has opened the case since"
    look(scene, scene.lead, "turbine")
    found = look(scene, other.person, "turbine", seconds=0)
    assert (found.matching, found.left) == (0, 1), "the key that is remembered is an old one"
    assert ids(look(scene, other.person, "turbine")) == [case_id]
    assert not set(before) & set(pieces(scene, [case_id]))


def test_what_came_since_is_searched_within_the_time_there_is(scene: Scene) -> None:
    case_id = scene.report("the lighthouse keeper")
    look(scene, scene.lead, "lighthouse")
    say(scene, case_id, Message("and a walrus", "en"))
    found = look(scene, scene.lead, "lighthouse walrus", seconds=0)
    assert (found.matching, found.left) == (0, 1)
    assert pieces(scene, [case_id]) == [], "what was written took the index away"
    found = look(scene, scene.lead, "lighthouse walrus")
    assert (ids(found), found.left) == ([case_id], 0)


def test_nobody_keeps_an_index_that_somebody_elses_words_are_missing_from(scene: Scene) -> None:
    case_id = scene.owned("the observatory dome")
    look(scene, scene.handler, "observatory")
    with scene.portal.work() as mine:
        open_dossier(mine, scene.handler, case_id)
        indexing.keep(mine, *_read(mine, scene.handler, case_id), anew=True)
        scene.do(scene.lead, case_id, Action.NOTE, text="a telescope")  # commits before mine does
    assert pieces(scene, [case_id]) == []
    assert ids(look(scene, scene.handler, "telescope")) == [case_id]


def test_other_names_of_a_subject_are_looked_for_in_every_case(scene: Scene) -> None:
    known, other = scene.owned("somebody takes money"), scene.report("Somchai Jaidee paid me")
    fields = {"sort": "person", "name": "นายสมชาย ใจดี", "romanised": "Somchai Jaidee"}

    def put(work: Work) -> None:
        opened = access.open_case(work, scene.handler, known)
        draft = registers.Draft(Register.SUBJECT, {**fields, "aliases": ["เสี่ยมังกร"]})
        registers.put(work, opened, Compartment.INVESTIGATION, draft)

    scene.portal.perform(put)
    for typed in ("เสี่ยมังกร", "สมชาย ใจดี", "somchai jaidee"):
        assert set(ids(look(scene, scene.lead, typed))) == {known, other}, typed
        assert ids(look(scene, scene.handler, typed)) == [known]
    assert ids(look(scene, scene.lead, "เสี่ยมังกร paid")) == [other]


def test_where_enough_of_the_newest_have_it_older_cases_are_not_counted(scene: Scene) -> None:
    made = []
    for day in range(5):
        made.append(scene.report(f"the harbour on day {day}{', a gale' * (day < 2)}"))
        scene.clock.move(timedelta(days=1))
    newest = made[::-1]
    found = look_for_so_many(scene, "harbour", 1)
    assert (ids(found), found.matching, found.is_partial) == (newest[:2], 2, True)
    # What stands in old cases alone, all of it on purpose, and what is few enough to be counted.
    for typed, many, more, expected in (
        ("gale", 1, {}, made[1::-1]),
        ("harbour", 1, {"order": Order.MOST}, newest),
        ("harbour", 3, {}, newest),
        ("harbour", 6, {}, newest),
    ):
        found = look_for_so_many(scene, typed, many, **more)
        assert (ids(found), found.matching, found.is_partial) == (expected, len(expected), False)


def test_names_that_stand_in_an_old_case_are_known_where_only_new_ones_are_counted(
    scene: Scene,
) -> None:
    known = scene.owned("somebody takes money")
    named = {"sort": "person", "name": "Somchai Jaidee"}
    subject = registers.Draft(Register.SUBJECT, {**named, "aliases": ["the baker"]})
    with scene.portal.work() as work:
        opened = access.open_case(work, scene.handler, known)
        registers.put(work, opened, Compartment.INVESTIGATION, subject)
    made = []
    for text_of_it in ("Somchai Jaidee paid", "the baker, twice", "Somchai Jaidee again"):
        scene.clock.move(timedelta(days=1))
        made.append(scene.report(text_of_it))
    found = look_for_so_many(scene, "somchai jaidee", 1)
    assert (ids(found), found.is_partial) == (made[:0:-1], True)


def test_an_index_that_was_changed_or_taken_away_is_made_anew(scene: Scene) -> None:
    case_id = scene.report("a violet umbrella")
    look(scene, scene.lead, "umbrella")
    for harm in (
        "UPDATE index_pieces SET sealed_piece = zeroblob(1920) WHERE case_id = :case",
        "DELETE FROM index_pieces WHERE case_id = :case",
    ):
        with scene.portal.engine.begin() as connection:
            connection.execute(text(harm), {"case": case_id.bytes})
        assert ids(look(scene, scene.lead, "umbrella")) == [case_id]


def test_a_case_that_was_changed_is_said_to_be_left_and_stops_nothing(scene: Scene) -> None:
    good, bad = scene.report("hazelnut and oak"), scene.report("hazelnut and elm")
    look(scene, scene.lead, "hazelnut")
    with scene.portal.engine.begin() as connection:
        for table in ("index_pieces", "records"):
            column = "sealed_piece" if table == "index_pieces" else "sealed_body"
            connection.execute(
                text(f"UPDATE {table} SET {column} = zeroblob(1920) WHERE case_id = :case"),  # noqa: S608 - names of tables
                {"case": bad.bytes},
            )
    found = look(scene, scene.lead, "hazelnut")
    assert (ids(found), found.left) == ([good], 1)


def test_a_destroyed_case_leaves_no_index(scene: Scene) -> None:
    case_id = scene.report("spam about vouchers")
    look(scene, scene.lead, "vouchers")
    assert pieces(scene, [case_id])
    scene.portal.perform(
        lambda work: destruction.destroy(work, scene.lead, [case_id], "spam", None)
    )
    assert pieces(scene, [case_id]) == []
    assert look(scene, scene.lead, "vouchers").matching == 0


def test_filters_and_orders_hold_for_searches_with_and_without_words(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    early = scene.report("a ferry and a ferry", area="TH-40")
    scene.clock.move(timedelta(days=3))
    late = scene.report("one ferry", urgent=True)
    scene.assign(late, scene.office.leads[0])
    scene.report("no boat")
    today = scene.row(late).received_on
    kept = {
        ALL: [late, early],
        Filter(urgent=True): [late],
        Filter(area="TH-40"): [early],
        Filter(mine=True): [late],
        Filter(channel="post"): [],
        Filter(channel="web"): [late, early],
        Filter(received_from=today): [late],
        Filter(received_to=today - timedelta(days=1)): [early],
        Filter(received_from=date(2020, 1, 1), received_to=date(2020, 2, 1)): [],
        Filter(state=State.CONCLUDED): [],
    }
    for wanted, cases in kept.items():
        assert ids(look(scene, scene.lead, "ferry", wanted)) == cases, wanted
    assert ids(look(scene, scene.lead, "ferry", order=Order.MOST)) == [early, late]
    assert ids(look(scene, scene.lead, "", Filter(area="TH-40"))) == [early]
    for _ in range(PAGE_CASES):
        scene.report("a ferry more")
    first, last = (look(scene, scene.lead, "ferry", number=number) for number in (1, 99))
    assert (len(first.hits), len(last.hits), last.number) == (PAGE_CASES, 2, 2)
    assert first.matching == PAGE_CASES + 2


def test_views_are_kept_for_one_person_alone_and_padded(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    lead, other = scene.lead, scene.office.leads[1].person
    for who in (lead, other):
        look(scene, who, "anything")
    sizes = _shelves(scene)
    fields = {"words": "peppercorn", "urgent": "y"}
    for _ in range(2):  # the same name again: it is replaced
        scene.portal.perform(lambda work: views.keep(work, lead, "my spices", fields))
    with scene.portal.work() as work:
        assert [(one.name, one.fields) for one in views.kept(work, lead)] == [("my spices", fields)]
        assert views.kept(work, other) == ()
    assert [len(one) for one in _shelves(scene)] == [len(one) for one in sizes]
    scene.report("a wall", named=Named(listed=frozenset({lead.id})))
    look(scene, lead, "anything")  # what is tried later leaves the views as they are
    for number in range(views.MOST_VIEWS - 1):
        scene.portal.perform(lambda work, name=f"v{number}": views.keep(work, lead, name, fields))
    with pytest.raises(Refused), scene.portal.work() as work:
        views.keep(work, lead, "one too many", fields)
    with scene.portal.work() as work:
        first = views.kept(work, lead)[0]
        views.forget(work, lead, first.id)
    with scene.portal.work() as work:
        assert views.find(work, lead, first.id) is None
        assert len(views.kept(work, lead)) == views.MOST_VIEWS - 1


def test_the_trail_is_told_that_somebody_searched_and_seals_what_it_showed(scene: Scene) -> None:
    case_id = scene.report("the gooseberry")
    look(scene, scene.lead, "gooseberry")
    look(scene, scene.lead, "gooseberry nowhere")
    with scene.portal.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT actor_id, case_id, detail FROM audit_entries WHERE deed = 'searched'")
        ).all()
    assert rows[-1] == (scene.lead.id.bytes, None, "{}")
    assert set(json.loads(rows[-2].detail)) == {"key", "sealed"}
    assert not any(said in rows[-2].detail for said in ("gooseberry", case_id.hex, str(case_id)))


def test_a_file_named_in_a_message_is_found_by_its_name(scene: Scene) -> None:
    case_id = scene.report("see the file")
    with scene.portal.work() as work:
        slip = sealed(work, b"x", "ใบเสร็จ_๒๕๖๘.pdf")
        _say(work, scene, case_id, Message("here", "th", (slip,)))
    assert ids(look(scene, scene.lead, "ใบเสร็จ 2568")) == [case_id]


def _read(work: Work, who: Person, case_id: UUID) -> tuple[OpenCase, tuple[Reading, Reading]]:
    dossier = open_dossier(work, who, case_id)
    return dossier.opened, (dossier.thread, dossier.investigation)


def _shelves(scene: Scene) -> list[bytes]:
    with scene.portal.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT sealed_shelf FROM accounts WHERE sealed_shelf IS NOT NULL ORDER BY id")
        )
        return [row[0] for row in rows]
