"""Exporting a case: what left it so far, and taking it along as a paper or as a signed archive."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import bundles, exporting, redactions, typesetting
from wbportal.casework.errors import Refused
from wbportal.casework.exporting import Export, Form, Wish
from wbportal.casework.exports import key_words
from wbportal.casework.papers import Paper
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.export_form import ExportForm
from wbportal.web.desk.papers import FILES, FORMS, PARTS, SECRECY, marks_of, paper_of
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.downloads import attachment
from wbportal.web.traits import Traits, declare

Page = tuple[str, HTTPStatus]


@bp.get("/cases/<uuid:case_id>/exports/")
def exports(case_id: UUID) -> str:
    """List what left a case, and offer to export it."""
    case, _, lines = reading(lambda work: exporting.look(work, me(), case_id))
    redacted = reading(lambda work: redactions.listed(work, me(), case_id))
    key = key_words(portal().keys.audit.public())
    return render_template(
        "desk/exports.html",
        case=case,
        lines=lines,
        redacted=redacted,
        key=key,
        command=f'wbportal verify-casefile FILE --key "{key}"',
        forms=FORMS,
        files=FILES,
        parts=PARTS,
        secrecy=SECRECY,
    )


@bp.route("/cases/<uuid:case_id>/exports/whole", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, needs_step_up=True))
def export_case(case_id: UUID) -> Response | Page:
    """Ask what is to be exported, and hand it out; the trail is told before the first byte."""
    case, parts, _ = reading(lambda work: exporting.look(work, me(), case_id))
    form = ExportForm(parts)
    if form.accepted():
        try:
            return _exported(case_id, form.wanted())
        except Refused as refused:
            form.form_errors.append(refusal(refused.reason))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render_template("desk/export.html", case=case, form=form), status


def _exported(case_id: UUID, wish: Wish) -> Response:
    export = reading(lambda work: exporting.prepare(work, me(), case_id, wish))
    paper = paper_of(export)
    # Set in pages before anything is noted: what cannot be printed was not exported.
    pdf = typesetting.typeset(paper, marks_of(wish.secrecy, wish.recipient, wish.copies))
    portal().perform(lambda work: exporting.enter(work, me(), export))
    name = bundles.name_of(export)
    if wish.form is Form.PDF:
        return attachment(iter([pdf]), f"{name}.pdf", len(pdf))
    return attachment(_archive(export, paper, pdf), f"{name}.zip")


def _archive(export: Export, paper: Paper, pdf: bytes) -> Iterator[bytes]:
    return bundles.pieces(portal(), export, paper, pdf, _readme())


def _readme() -> str:
    """Say to whoever gets an archive how it is checked."""
    return "\n\n".join(
        (
            gettext(
                "This archive holds an exported case. Whoever has the program wbportal checks it,"
                " on any machine and without a network:"
            ),
            "    wbportal verify-casefile FILE --key WORDS",
            gettext(
                "FILE is the archive; WORDS are six words that name the key of the office’s"
                " portal. Ask the office for them in another way than this archive came."
            ),
            gettext(
                "Without the program: manifest.json lists the SHA-256 of every file, and"
                " signatures.json signs the manifest."
            ),
            "",
        )
    )
