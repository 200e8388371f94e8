"""The pages on which a case leaves: what left, what is asked, and what waits for somebody else."""

from sqlalchemy import select

from tests.browser.places import Guide, Leading, Place
from wbportal.db.audit import AuditEntry
from wbportal.domain.rules import Action

_LEAD = "narumon"


def _at(part: str, username: str = "") -> Leading:
    """Lead to a page of the case with a redacted export that waits."""

    def lead(guide: Guide) -> None:
        if username:
            guide.sign_in(username)
        guide.browser.go(_exports(guide) + part)

    return lead


def _exports(guide: Guide) -> str:
    with guide.here.portal.work() as work:
        query = select(AuditEntry.case_id).where(AuditEntry.deed == Action.REDACT)
        return f"/desk/cases/{work.db.scalars(query).first()}/exports/"


def _refused(part: str) -> Leading:
    """Lead to what a form says of nothing at all."""

    def lead(guide: Guide) -> None:
        guide.browser.go(_exports(guide) + part)
        guide.press("main form button")

    return lead


def _found(guide: Guide) -> None:
    guide.browser.go(f"{_exports(guide)}redacted")
    guide.page.check("input[name=parts] >> nth=0")
    guide.page.fill("#recipient", "The auditors")
    guide.page.fill("#purpose", "For their papers")
    guide.press("main form button")


def _waiting(guide: Guide) -> None:
    guide.browser.go(_exports(guide))
    guide.press("main ul li a[href*='/exports/']")


def _picture(guide: Guide) -> None:
    guide.browser.go("/desk/")
    for address in [one.get_attribute("href") for one in guide.page.locator("a.title").all()]:
        guide.browser.go(address or "")
        if guide.page.locator(".files a:has-text('.png')").count():
            break
    guide.press(".files a:has-text('.png')")


EXPORTS = (
    Place("exports", _at("", _LEAD)),
    Place("export", _at("whole")),
    Place("export-refused", _refused("whole")),
    Place("redact-refused", _refused("redacted")),
    Place("redact", _found),
    Place("redacted", _waiting),
    Place("file-shown", _picture),
)
