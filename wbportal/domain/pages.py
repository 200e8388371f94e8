"""The report one question a page: which pages there are, and which come before and after.

Numbers stand in the data of the questionnaire and never move: somebody who comes back, or presses
*Back*, finds the same question under the same number. Pages that do not apply are passed over.
"""

from collections.abc import Mapping

from wbportal.domain.questionnaire import QUESTIONNAIRE, Answer, Question

TEXT = QUESTIONNAIRE.text_page
FILES = QUESTIONNAIRE.files_page
ALL = tuple(sorted({TEXT, FILES, *(question.page for question in QUESTIONNAIRE.questions)}))


def questions_on(page: int) -> tuple[Question, ...]:
    """Return the questions of a page; the pages of the text and of the files have none."""
    return tuple(question for question in QUESTIONNAIRE.questions if question.page == page)


def asked(answers: Mapping[str, Answer]) -> tuple[int, ...]:
    """Return the pages for somebody who gave these answers, in order."""
    return tuple(
        page
        for page in ALL
        if page in (TEXT, FILES) or any(one.is_asked(answers) for one in questions_on(page))
    )


def after(page: int, answers: Mapping[str, Answer]) -> int | None:
    """Return the page that comes next; None behind the last one, where all is looked over."""
    return next((one for one in asked(answers) if one > page), None)


def before(page: int, answers: Mapping[str, Answer]) -> int | None:
    """Return the page that came before; None on the first one."""
    return next((one for one in reversed(asked(answers)) if one < page), None)
