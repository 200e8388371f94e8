"""The pages of an inquiry: its registers, an item of them, its timeline, and one's own tasks."""

from tests.browser.places import Guide, Leading, Place, signed_in

_HANDLER = "kittisak"


def _at(part: str) -> Leading:
    """Lead to a page of the first inquiry in which there is something to do."""

    def lead(guide: Guide) -> None:
        guide.browser.go("/desk/tasks/")
        task = guide.page.locator("ul.acts a").first.get_attribute("href") or ""
        guide.browser.go(task.partition("/items/")[0] + part)
        guide.unfold()

    return lead


def _refused(guide: Guide) -> None:
    _at("/evidence")(guide)
    guide.page.fill("#obtained", "in May")
    guide.press("form.order button")


def _item(guide: Guide) -> None:
    _at("/evidence")(guide)
    guide.press("ul.rows a")
    guide.unfold()


def _hand_over(guide: Guide) -> None:
    guide.press("main a.button")


INQUIRY = (
    Place("tasks", signed_in(_HANDLER, "/desk/tasks/")),
    Place("inquiry", _at("")),
    Place("inquiry-money", _at("/money")),
    Place("inquiry-evidence-refused", _refused),
    Place("inquiry-item", _item),
    Place("inquiry-hand-over", _hand_over),
    Place("inquiry-evidence-list", _at("/evidence/list")),
    Place("inquiry-timeline", _at("/timeline")),
)
