"""Where an administrator begins: everything there is to do, in groups."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.web.admin.blueprint import bp


@dataclass(frozen=True, slots=True)
class Task:
    """A page, and what it is for."""

    endpoint: str
    words: LazyString
    about: LazyString


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that belong together."""

    title: LazyString
    tasks: tuple[Task, ...]


GROUPS = (
    Group(
        lazy_gettext("People"),
        (
            Task(
                "admin.everybody",
                lazy_gettext("People of this office"),
                lazy_gettext("Who has an account, who is vetted and until when."),
            ),
            Task(
                "admin.invite",
                lazy_gettext("Invite somebody"),
                lazy_gettext("A code on paper, good once."),
            ),
        ),
    ),
    Group(
        lazy_gettext("What reporters see"),
        (
            Task(
                "admin.office",
                lazy_gettext("The office"),
                lazy_gettext("Its names, how to reach it, its language."),
            ),
            Task(
                "admin.texts",
                lazy_gettext("Your own words"),
                lazy_gettext("On the first page and in the privacy notice."),
            ),
            Task(
                "admin.questions",
                lazy_gettext("Questions"),
                lazy_gettext("What is asked beside a report, in which order, and what you add."),
            ),
            Task(
                "admin.areas",
                lazy_gettext("Areas"),
                lazy_gettext("Which provinces people choose from."),
            ),
        ),
    ),
    Group(
        lazy_gettext("How the office works"),
        (
            Task(
                "admin.templates",
                lazy_gettext("Texts for handlers"),
                lazy_gettext("Beginnings of what they write to reporters."),
            ),
            Task(
                "admin.retention",
                lazy_gettext("How long cases are kept"),
                lazy_gettext("When leads are asked whether a closed case may go."),
            ),
            Task(
                "admin.terms",
                lazy_gettext("How many days you give"),
                lazy_gettext("To object, to answer, and to be answered."),
            ),
            Task(
                "admin.law",
                lazy_gettext("Law packs"),
                lazy_gettext("Deadlines of the law, and who approved them."),
            ),
        ),
    ),
)


@bp.get("/")
def tasks() -> str:
    """List what there is to do."""
    return render_template("admin/tasks.html", groups=GROUPS)
