"""The pages of people who sign in: their account, the office's people and trail, the desk."""

import re
from base64 import b32decode
from datetime import UTC, datetime

from tests.browser.people import press
from tests.browser.places import Guide, Leading, Place, fill_in_nonsense, refused, signed_in, to
from tests.browser.places_of_clocks import CLOCKS
from tests.browser.places_of_conflicts import CONFLICTS
from tests.browser.places_of_destruction import DESTRUCTION
from tests.browser.places_of_entered import ENTERED
from tests.browser.places_of_exports import EXPORTS
from tests.browser.places_of_factors import FACTORS
from tests.browser.places_of_inquiry import INQUIRY
from tests.browser.places_of_letters import LETTERS
from tests.browser.places_of_names import NAMES
from tests.browser.places_of_opinions import OPINIONS
from tests.browser.places_of_protection import PROTECTION
from tests.builders import otp
from wbportal.casework import account, alarms

ADMINISTRATOR, LEAD, HANDLER, AUDITOR = "suchart", "narumon", "kittisak", "prasit"
SECOND_LEAD, WAITING, RUNS_OUT = "margaret", "pimchanok", "anong"
_TOO_MANY = 12  # wrong passphrases within an hour
_NEW_PASSPHRASE = "seven green bottles by the canal"


def _second_factor(guide: Guide) -> None:
    guide.browser.go("/account/sign-in")
    guide.page.fill("#username", HANDLER)
    guide.page.fill("#passphrase", guide.here.people[HANDLER]["passphrase"])
    guide.press("main form button")


def _second_factor_refused(guide: Guide) -> None:
    fill_in_nonsense(guide)
    guide.press("main form button")


def _too_long(guide: Guide) -> None:
    guide.browser.go("/admin/texts")
    guide.page.fill("#hours_th", "ก" * 201)
    guide.press("main form button[value=save]")


def _mail_refused(guide: Guide) -> None:
    guide.browser.go("/account/mail")
    guide.page.fill("#email", "a!b@office.example")
    guide.press("main form button")


def _trail_checked(guide: Guide) -> None:
    """Lead to the end of a check: on a busy machine its page goes on by itself before."""
    guide.browser.go("/admin/audit/check")
    guide.page.locator("main a[href*='from=vouched']").wait_for()


def _question_refused(guide: Guide) -> None:
    guide.browser.go("/admin/questions/add")
    guide.press("main form button")


def _law_refused(guide: Guide) -> None:
    guide.browser.go("/admin/law/eu")
    guide.press("main form button")


def _questions_in_draft(guide: Guide) -> None:
    """Leave the last question out that may be, so that there is something to publish."""
    guide.browser.go("/admin/questions")
    if guide.page.locator("main button[value=discard]").count():
        guide.press("main button[value=discard]")
    press(guide.page.locator("main button[value^='leave:']").last)


def _alarm_refused(guide: Guide) -> None:
    """Answer with nothing an alarm that was raised for it."""
    with guide.here.portal.work() as work:
        for _ in range(_TOO_MANY):
            account.note_failed_sign_in(work, LEAD, 0)
    with guide.here.portal.work() as work:
        alarms.look(work)
    guide.browser.go("/admin/alarms/")
    guide.unfold()
    guide.press("form[action$='/answer'] button")


def _alarm_answered(guide: Guide) -> None:
    guide.page.fill("#answer", "It was she herself, on a new keyboard.")
    press(guide.page.locator("form:has(#answer) button"))
    guide.unfold()


def _invited(guide: Guide) -> None:
    guide.browser.go("/admin/invite")
    guide.page.fill("#display_name", "Malee Srisuk")
    guide.page.fill("#username", f"malee{guide.number}")
    guide.page.check("input[name=roles] >> nth=0")
    guide.press("main form button")


def _mail_refused(guide: Guide) -> None:
    guide.page.fill("#email", "a!b@example.org")  # the browser itself would let it pass
    guide.press("form[action$='/mail'] button")


def _joining(guide: Guide) -> None:
    code = guide.page.locator("dd code").inner_text()
    guide.press("header form:has([name=csrf_token]) button")
    guide.browser.go("/account/join")
    guide.page.fill("#code", code)
    guide.press("main form button")


def _passphrase_refused(guide: Guide) -> None:
    guide.page.fill("#passphrase", "short")
    guide.page.fill("#again", "shorter")
    guide.press("main form button")


def _enrolling(guide: Guide) -> None:
    guide.page.fill("#passphrase", _NEW_PASSPHRASE)
    guide.page.fill("#again", _NEW_PASSPHRASE)
    guide.press("main form button")
    guide.unfold()


def _joined(guide: Guide) -> None:
    secret = re.sub(r"\s", "", guide.page.locator("[data-secret]").inner_text())
    guide.page.fill("#otp", otp(b32decode(secret), datetime.now(UTC)))
    guide.press("main form button")


def _person(guide: Guide) -> None:
    guide.browser.go("/admin/people/")
    guide.press(f"tr:has-text('{HANDLER}') a")


def _searching(words: str) -> Leading:
    """Lead to what a search for something shows, with everything unfolded."""

    def lead(guide: Guide) -> None:
        guide.browser.go("/desk/search/")
        guide.page.fill("#words", words)
        guide.press("form[role=search] p button")
        guide.unfold()

    return lead


def _case(state: str) -> Leading:
    """Lead to the first case in a state, with everything unfolded."""

    def lead(guide: Guide) -> None:
        guide.browser.go(f"/desk/?state={state}")
        guide.press("a.title")
        guide.unfold()

    return lead


def _named(guide: Guide) -> None:
    """Lead to the case whose reporter named somebody in their own words."""
    guide.browser.go("/desk/")
    for address in [one.get_attribute("href") for one in guide.page.locator("a.title").all()]:
        guide.browser.go(address or "")
        if guide.page.locator("form[action$='/resolve-names']").count():
            break
    guide.unfold()


def _named_refused(guide: Guide) -> None:
    _named(guide)  # found anew: what the checks did to the page before does not matter
    guide.press("form[action$='/resolve-names'] button")
    guide.unfold()


def _note_refused(guide: Guide) -> None:
    guide.press("form[action$='/note'] button")


def _ask_refused(guide: Guide) -> None:
    guide.browser.go("/desk/?state=addressing")
    guide.press("a.title")
    guide.unfold()
    guide.press("form[action$='/ask'] button:not([name])")


def _overtaken(guide: Guide) -> None:
    """Ask on a page that somebody else's deed has made old."""
    guide.browser.go("/desk/?state=addressing")
    guide.press("a.title")
    guide.unfold()
    form = guide.page.locator("form[action$='/ask']")
    form.locator("[name=version]").evaluate("field => { field.value = '0' }")
    form.locator("select").select_option(index=1)
    form.locator("textarea").fill("Who else has seen it?")
    press(form.locator("button:not([name])"))


def _session_ended(guide: Guide) -> None:
    guide.browser.go("/desk/?state=addressing")
    guide.press("a.title")
    guide.page.fill("form[action$='/note'] textarea", "A note of somebody whose session ended.")
    guide.browser.context.clear_cookies(name="session")
    guide.press("form[action$='/note'] button")


def _file(guide: Guide) -> None:
    guide.browser.go("/desk/")
    for address in [one.get_attribute("href") for one in guide.page.locator("a.title").all()]:
        guide.browser.go(address or "")
        if guide.page.locator(".sheet .files a").count():
            break
    guide.press(".sheet .files a")


def _to_vet(guide: Guide) -> None:
    """Lead to somebody who waits; sent back, if somebody proposed them on an earlier walk."""
    guide.browser.go("/vetting/proposal")
    turn_down = guide.page.locator("form[action$='/withdraw'] button")
    if turn_down.count():
        press(turn_down)
    guide.browser.go("/vetting/")
    guide.press("tr:has(.tag.good) a")


def _to_vet_refused(guide: Guide) -> None:
    _to_vet(guide)
    fill_in_nonsense(guide)
    guide.page.check("#confirmed")  # the browser itself would complain
    guide.press("main form button >> nth=0")


def _to_renew(guide: Guide) -> None:
    guide.browser.go("/vetting/")
    guide.press("main table >> nth=1 >> a")


def _proposing(guide: Guide) -> None:
    """Propose what needs no paper: whose vetting runs out is renewed."""
    _to_renew(guide)
    guide.page.check("#confirmed")
    guide.press("main form button >> nth=0")


def _destroying(guide: Guide) -> None:
    _named(guide)  # this one stays: who walks in the next language looks at it again
    named = guide.page.url.partition("?")[0].rpartition("/")[2]
    guide.browser.go("/desk/")
    guide.page.check(f"input[name=case]:not([value='{named}']) >> nth=-1")
    guide.press("form[action='/desk/destroy'] > p button")


def _acting_refused(guide: Guide) -> None:
    guide.browser.go("/desk/handover/new/acting")
    guide.page.fill("#starts", "soon")
    guide.press("main form button")


def _planned(guide: Guide) -> None:
    """Lead to the hand-over that the demonstration has planned."""
    guide.browser.go("/desk/handover/")
    guide.press("main ul:not(.acts) a")
    guide.unfold()


def _keys_given(guide: Guide) -> None:
    _planned(guide)
    if guide.page.locator("form[action$='/go-on']").count():
        guide.press("form[action$='/go-on'] button")
    guide.unfold()


def _could_read(guide: Guide) -> None:
    guide.browser.go("/desk/handover/new/succession")
    somebody = guide.page.locator("#giver option[value]:not([value=''])").first
    guide.browser.go(f"/desk/handover/people/{somebody.get_attribute('value')}")


def _days_refused(guide: Guide) -> None:
    guide.browser.go("/admin/days")
    guide.page.fill("#objection", "1")
    guide.press("main form button[value=save]")


STAFF = (
    Place("sign-in", to("/account/sign-in")),
    Place("sign-in-refused", refused("/account/sign-in")),
    Place("second-factor", _second_factor),
    Place("second-factor-refused", _second_factor_refused),
    Place("join", to("/account/join")),
    Place("join-refused", refused("/account/join")),
    Place("administration", signed_in(ADMINISTRATOR, "/admin/")),
    Place("office", to("/admin/office")),
    Place("own-words", to("/admin/texts")),
    Place("own-words-refused", _too_long),
    Place("texts-for-handlers", to("/admin/templates")),
    Place("areas", to("/admin/areas")),
    Place("questions", to("/admin/questions")),
    Place("question", to("/admin/questions/own/own_1")),
    Place("question-refused", _question_refused),
    Place("questions-draft", _questions_in_draft),
    Place("questions-preview", to("/admin/questions/preview")),
    Place("retention", to("/admin/retention")),
    Place("retention-refused", refused("/admin/retention")),
    Place("days", to("/admin/days")),
    Place("days-refused", _days_refused),
    Place("law", to("/admin/law")),
    Place("law-pack", to("/admin/law/th-nacc")),
    Place("law-pack-refused", _law_refused),
    Place("people", to("/admin/people/")),
    Place("person", _person),
    Place("invite", to("/admin/invite")),
    Place("invite-refused", refused("/admin/invite")),
    Place("alarms", to("/admin/alarms/")),
    Place("alarm-limits", to("/admin/alarms/limits")),
    Place("alarm-limits-refused", refused("/admin/alarms/limits")),
    Place("alarm-refused", _alarm_refused),
    Place("alarm-answered", _alarm_answered),
    Place("invitation", _invited),
    Place("invitation-mail-refused", _mail_refused),
    Place("join-passphrase", _joining),
    Place("join-passphrase-refused", _passphrase_refused),
    Place("join-enrol", _enrolling),
    Place("account-waiting", _joined),
    Place("error-403", to("/desk/")),
    Place("trail", signed_in(AUDITOR, "/admin/audit/")),
    Place("trail-filtered", to("/admin/audit/?deeds=cases&since=1+Jan+2026")),
    Place("trail-refused", to("/admin/audit/?since=soon&case=none")),
    Place("trail-entry", to("/admin/audit/2")),
    Place("trail-reads", to("/admin/audit/reads")),
    Place("trail-check", _trail_checked),
    Place("declaration", signed_in(WAITING, "/account/declaration")),
    Place("declaration-refused", refused("/account/declaration")),
    Place("paper", to("/account/paper")),
    Place("runs-out", signed_in(RUNS_OUT, "/account/")),
    Place("vetting", signed_in(SECOND_LEAD, "/vetting/")),
    Place("vetting-roles", to("/vetting/roles")),
    Place("vetting-person", _to_vet),
    Place("vetting-person-refused", _to_vet_refused),
    Place("vetting-renew", _to_renew),
    Place("proposal-mine", _proposing),
    Place("proposal", signed_in(LEAD, "/vetting/proposal")),
    Place("account", to("/account/")),
    Place("browser", to("/account/browser")),
    Place("mail", to("/account/mail")),
    Place("mail-refused", _mail_refused),
    Place("passphrase", to("/account/passphrase")),
    Place("passphrase-refused", refused("/account/passphrase")),
    Place("queue", to("/desk/")),
    Place("queue-mine", to("/desk/?show=mine")),
    Place("queue-nothing", to("/desk/?show=mine&state=declined&area=TH-96")),
    Place("search", to("/desk/search/")),
    Place("search-found", _searching("เงิน")),
    Place("search-nothing", _searching("xylophone")),
    Place("search-refused", _searching("***")),
    Place("case-received", _case("received")),
    Place("case-assessing", _case("assessing")),
    Place("case-addressing", _case("addressing")),
    Place("case-awaiting", _case("awaiting-reporter")),
    Place("case-referred", _case("referred")),
    Place("case-declined", _case("declined")),
    Place("case-concluded", _case("concluded")),
    Place("case-named", _named),
    Place("case-named-refused", _named_refused),
    Place("case-note-refused", _note_refused),
    Place("case-ask-refused", _ask_refused),
    Place("case-overtaken", _overtaken),
    *CLOCKS,
    Place("file", _file),
    Place("destroy", _destroying),
    *DESTRUCTION,
    Place("handover", to("/desk/handover/")),
    Place("handover-keys", to("/desk/handover/new/keys")),
    Place("handover-acting", to("/desk/handover/new/acting")),
    Place("handover-acting-refused", _acting_refused),
    Place("handover-planned", _planned),
    Place("handover-ready", _keys_given),
    Place("handover-could-read", _could_read),
    *NAMES,
    *LETTERS,
    *FACTORS,
    *ENTERED,
    *EXPORTS,
    *INQUIRY,
    *PROTECTION,
    *OPINIONS,
    *CONFLICTS,
    Place("error-desk-404", to("/desk/cases/00000000-0000-4000-8000-000000000000")),
    Place("session-ended", _session_ended),
)
