"""The report one question a page: which pages there are, and which come before and after.

Numbers stand in the data of the questionnaire and never move: somebody who comes back, or presses
*Back*, finds the same question under the same number. Their order is that of the questions, which
an office may change. Pages that do not apply are passed over.
"""

from collections.abc import Mapping

from wbportal.domain.questionnaire import QUESTIONNAIRE, Answer, Kind, Question, Questionnaire

TEXT = QUESTIONNAIRE.text_page
FILES = QUESTIONNAIRE.files_page


def all_of(of: Questionnaire = QUESTIONNAIRE) -> tuple[int, ...]:
    """Return every page in order: the text first, the files last."""
    return (TEXT, *dict.fromkeys(question.page for question in of.questions), FILES)


def questions_on(page: int, of: Questionnaire = QUESTIONNAIRE) -> tuple[Question, ...]:
    """Return the questions of a page; the pages of the text and of the files have none."""
    return tuple(question for question in of.questions if question.page == page)


def of_people(of: Questionnaire = QUESTIONNAIRE) -> int:
    """Return the page that asks whom to keep out: it is the portal's own, and always there."""
    return next(one.page for one in of.questions if one.kind is Kind.PEOPLE)


def asked(answers: Mapping[str, Answer], of: Questionnaire = QUESTIONNAIRE) -> tuple[int, ...]:
    """Return the pages for somebody who gave these answers, in order."""
    return tuple(
        page
        for page in all_of(of)
        if page in (TEXT, FILES) or any(one.is_asked(answers) for one in questions_on(page, of))
    )


def after(
    page: int, answers: Mapping[str, Answer], of: Questionnaire = QUESTIONNAIRE
) -> int | None:
    """Return the page that comes next; None behind the last one, where all is looked over."""
    order, wanted = all_of(of), asked(answers, of)
    return next((one for one in _behind(order, page) if one in wanted), None)


def before(
    page: int, answers: Mapping[str, Answer], of: Questionnaire = QUESTIONNAIRE
) -> int | None:
    """Return the page that came before; None on the first one."""
    order, wanted = all_of(of)[::-1], asked(answers, of)
    return next((one for one in _behind(order, page) if one in wanted), None)


def _behind(order: tuple[int, ...], page: int) -> tuple[int, ...]:
    return order[order.index(page) + 1 :]


ALL = all_of()
"""The pages of the portal's own questionnaire."""
