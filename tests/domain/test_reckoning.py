"""Golden dates for every clock of every pack, worked out by hand; and how clocks are extended."""

from datetime import date, timedelta

import pytest

from wbportal.domain.holidays import THAI, Holidays, read_holidays
from wbportal.domain.lawpacks import PACKS, Need, Tag, Whose
from wbportal.domain.periods import next_working_day
from wbportal.domain.reckoning import Extension, NotExtended, StepKind, not_extended, reckon
from wbportal.domain.wording import Words

RULES = {rule.key: rule for pack in PACKS.values() for rule in pack.clocks.values()}

# Each line: the legal date, and the day on which the clock is due. Days are counted without the
# first one. Thai months end on the day before the corresponding day of the day after the base.
GOLDEN = {
    "house.ack": [("2026-11-10", "2026-11-17"), ("2028-02-25", "2028-03-03")],
    "house.feedback": [
        ("2026-11-30", "2027-02-28"),  # there is no 30 February
        ("2027-11-30", "2028-02-29"),
        ("2026-11-17", "2027-02-17"),
    ],
    "house.answer": [("2026-11-05", "2026-12-05"), ("2027-02-01", "2027-03-03")],
    "house.review-answer": [("2026-11-10", "2026-12-10"), ("2027-02-01", "2027-03-03")],
    "house.check-in-1": [("2026-11-30", "2026-12-30"), ("2028-01-31", "2028-02-29")],
    "house.check-in-3": [("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29")],
    "house.check-in-6": [("2026-08-31", "2027-02-28"), ("2027-08-31", "2028-02-29")],
    "house.check-in-12": [("2026-11-30", "2027-11-30"), ("2028-02-29", "2029-02-28")],
    "house.review": [("2026-11-10", "2026-12-10"), ("2026-11-05", "2026-12-07")],
    "eu.ack": [("2026-12-31", "2027-01-07")],
    "eu.feedback": [("2027-01-31", "2027-04-30"), ("2027-11-30", "2028-02-29")],
    "eu.feedback-external": [("2026-08-31", "2027-02-28"), ("2027-08-31", "2028-02-29")],
    "th.nacc.prelim": [
        ("2026-11-10", "2027-05-09"),  # a Sunday: an official's duty ends all the same
        ("2027-10-01", "2028-03-29"),  # over 29 February
    ],
    "th.nacc.panel": [
        ("2027-02-28", "2028-02-29"),  # B.E. 2570: it begins on 1 March and ends before 1 March
        ("2028-02-29", "2029-02-28"),
        ("2026-11-10", "2027-11-10"),
    ],
    "th.nacc.total": [("2026-02-28", "2028-02-29"), ("2026-11-10", "2028-11-10")],
    "th.nacc.review": [
        ("2026-11-10", "2026-12-10"),  # Constitution Day: only what was read moves a reporter's day
        ("2026-11-05", "2026-12-07"),  # 5 December is a Saturday
        ("2028-01-30", "2028-02-29"),
    ],
    "th.nacc.coi_decision": [("2026-12-24", "2026-12-31"), ("2028-02-25", "2028-03-03")],
    "th.nacc.coi_objection": [("2026-11-10", "2026-12-10"), ("2028-01-31", "2028-03-01")],
    "th.nacc.no_merit_notice": [("2026-03-31", "2026-04-15"), ("2028-02-20", "2028-03-06")],
    "th.refer.police_nacc": [("2026-11-10", "2026-12-10")],
    "th.refer.nacc_police": [("2027-01-30", "2027-03-01")],
    "th.refer.nacc_pacc": [("2028-01-30", "2028-02-29")],
    "th.nacc.dossier": [("2026-12-01", "2026-12-31")],
    "th.discipline": [("2026-12-06", "2027-01-05")],
    "th.agency136": [("2028-01-31", "2028-03-01")],
    "th.nacc.ordered": [("2026-03-14", "2026-04-13"), ("2026-11-05", "2026-12-07")],
    "th.protection": [("2026-12-31", "2027-01-15"), ("2028-02-20", "2028-03-06")],
}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def test_every_clock_is_due_on_its_golden_dates():
    assert GOLDEN.keys() == RULES.keys()
    for key, dates in GOLDEN.items():
        for base, due in dates:
            assert (key, base, reckon(RULES[key], _day(base)).due) == (key, base, _day(due))


def test_the_arithmetic_arrives_at_the_date_step_by_step():
    found = reckon(RULES["th.nacc.panel"], date(2027, 2, 28))
    assert [(step.kind, step.day, step.amount) for step in found.steps] == [
        (StepKind.BASE, date(2027, 2, 28), 0),
        (StepKind.FIRST_DAY, date(2027, 3, 1), 0),
        (StepKind.MONTHS, date(2028, 2, 29), 12),
    ]


def test_a_duty_is_shown_unmoved_and_a_right_is_moved():
    duty = reckon(RULES["th.nacc.no_merit_notice"], date(2026, 3, 31))
    assert duty.steps[-1].kind is StepKind.UNMOVED
    assert (duty.due, duty.working_day) == (date(2026, 4, 15), date(2026, 4, 16))  # Songkran
    right = reckon(RULES["th.nacc.review"], date(2026, 11, 5))
    assert right.steps[-1].kind is StepKind.WEEKEND
    assert right.due == next_working_day(right.last_day) == date(2026, 12, 7)


def test_only_a_holiday_that_was_read_moves_what_a_reporter_is_told():
    on_constitution_day = date(2026, 11, 10)
    sure = Holidays(THAI.first, THAI.last, Tag.PRIMARY, "", {date(2026, 12, 10): Words(en="x")})
    rule = RULES["th.nacc.review"]
    assert not THAI.may_be_shown
    assert reckon(rule, on_constitution_day).due == date(2026, 12, 10)
    moved = reckon(rule, on_constitution_day, holidays=sure)
    assert (moved.due, moved.steps[-1].kind) == (date(2026, 12, 11), StepKind.HOLIDAY)


def test_it_is_said_where_holidays_are_not_known_yet():
    beyond = THAI.last + timedelta(days=1)
    found = reckon(RULES["th.nacc.panel"], beyond)
    assert found.steps[-1].kind is StepKind.UNKNOWN_HOLIDAYS


def test_holidays_stand_between_the_days_that_they_are_known_for():
    assert all(day.weekday() < 7 and THAI.covers(day) for day in THAI.names)
    assert THAI.names[date(2026, 12, 7)].th.startswith("วันหยุดชดเชย")
    with pytest.raises(ValueError, match="outside"):
        read_holidays(
            '{"first": "2026-01-01", "last": "2026-12-31", "tag": "M", "source": "",'
            ' "holidays": [{"day": "2027-01-01", "name": {}}]}'
        )


BOTH = frozenset({Need.OBSTACLE, Need.PLAN})
BASE = date(2026, 11, 10)


def _sixty(days: int = 60, said: frozenset[Need] = BOTH) -> Extension:
    return Extension(date(2027, 5, 1), days=days, said=said)


def test_a_preliminary_inquiry_is_extended_twice_by_sixty_days_with_obstacle_and_plan():
    rule = RULES["th.nacc.prelim"]
    for granted, due in ((1, "2027-07-08"), (2, "2027-09-06"), (3, "2027-09-06")):
        assert reckon(rule, BASE, [_sixty()] * granted).due == _day(due)
    refused = {
        NotExtended.TOO_OFTEN: ([_sixty(), _sixty()], _sixty()),
        NotExtended.TOO_LONG: ([], _sixty(61)),
        NotExtended.NOT_LATER: ([], _sixty(0)),
        NotExtended.NO_PLAN: ([], _sixty(said=frozenset({Need.OBSTACLE}))),
        NotExtended.NO_OBSTACLE: ([], _sixty(said=frozenset({Need.PLAN}))),
    }
    for why, (before, wanted) in refused.items():
        assert not_extended(rule, BASE, before, wanted) is why
    assert not_extended(rule, BASE, [_sixty(30)], _sixty()) is None


def test_an_inquiry_lasts_three_years_in_all_but_for_evidence_from_abroad():
    rule = RULES["th.nacc.total"]
    three_years = date(2029, 11, 10)
    said = frozenset({Need.OBSTACLE})
    to_the_end = Extension(date(2028, 10, 1), until=three_years, said=said)
    beyond = Extension(date(2028, 10, 1), until=three_years + timedelta(days=1), said=said)
    abroad = Extension(beyond.decided_on, None, beyond.until, said, evidence_abroad=True)
    assert reckon(rule, BASE, [to_the_end]).due == three_years
    assert not_extended(rule, BASE, [], beyond) is NotExtended.TOO_LONG
    assert not_extended(rule, BASE, [to_the_end], abroad) is None
    assert reckon(rule, BASE, [to_the_end, abroad]).due == abroad.until
    assert rule.power_continues


def test_no_other_clock_can_be_extended():
    extensible = {key for key, rule in RULES.items() if rule.extension is not None}
    assert extensible == {"th.nacc.prelim", "th.nacc.total"}
    for key in RULES.keys() - extensible:
        assert not_extended(RULES[key], BASE, [], _sixty()) is NotExtended.NONE_FORESEEN
        assert reckon(RULES[key], BASE, [_sixty()]) == reckon(RULES[key], BASE)


def test_no_clock_is_due_before_it_starts_and_only_rights_are_moved():
    for rule in RULES.values():
        for days in range(0, 800, 7):
            found = reckon(rule, BASE + timedelta(days=days))
            assert found.base < found.last_day <= found.due
            assert found.due == found.last_day or rule.whose is Whose.REPORTER
