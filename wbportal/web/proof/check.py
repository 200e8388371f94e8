"""Checking a statement: what it says, what it doesn't, and whether the office signed it."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import render_template, request

from wbportal.casework import proofs
from wbportal.casework.errors import Refused
from wbportal.casework.proofs import Seen
from wbportal.casework.records import Json, mapping_from
from wbportal.domain.questionnaire import Answer
from wbportal.vault.proofs import Content
from wbportal.web.answers import in_words
from wbportal.web.current import portal
from wbportal.web.office import present
from wbportal.web.proof.blueprint import bp
from wbportal.web.proof.forms import CheckForm
from wbportal.web.traits import Traits, declare

_Page = tuple[str, HTTPStatus]


@bp.route("/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, reads_files=True, tokenless=True))
def check() -> str | _Page:
    """Ask for a statement, and say whether it is genuine; what was pasted is kept nowhere."""
    form = CheckForm()
    if request.method != "POST":
        return render_template("proof/check.html", form=form)
    statement, opening = form.typed()
    try:
        with portal().work() as work:
            seen = proofs.check(work, statement, opening)
    except Refused as refused:
        form.refuse(refused)
        return render_template("proof/check.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    # Not behind a redirect: nothing could show it a second time.
    return _genuine(seen)


def _genuine(seen: Seen) -> str:
    present(seen.office)
    key = proofs.office_key(portal().keys, seen.office.id)
    content = seen.checked.content
    answers = {} if content is None else _answers(content)
    return render_template(
        "proof/genuine.html",
        said=seen.checked.proof,
        reports=seen.reports,
        content=content,
        answers=tuple(in_words(answers, seen.asked.of_answers(answers))),
        files=() if content is None else [one.hex() for one in content.files],
        words=" ".join(key.words()),
    )


def _answers(content: Content) -> Mapping[str, Answer]:
    found = mapping_from(content.answers)
    return {name: answer for name, value in found.items() if (answer := _answer(value))}


def _answer(value: Json) -> Answer:
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""
