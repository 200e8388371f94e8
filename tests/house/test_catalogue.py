"""Everything that is said can be said in every language offered: complete, reviewed, compiled.

A language that is still being made must at least say everything that a reporter may meet.
"""

import gettext
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.house.source import ROOT
from wbportal.i18n import is_reviewed

_CATALOGUES = ROOT / "wbportal/translations"
_LANGUAGES = sorted(path.name for path in _CATALOGUES.iterdir() if path.is_dir())
_OFFERED = [language for language in _LANGUAGES if is_reviewed(language)]
_REVIEWED = "not reviewed"
# What only people of an office, and whoever runs the portal, ever read.
_STAFFS = re.compile(
    r"templates/(account|admin|board|desk|handover|macros/registers|notices|protection|staff|vetting)"
    r"|wbportal/(web/(account|admin|board|days|desk|handover|protection|register_forms|staff|step_up|training"
    r"|vetting)|cli|jobs)"
)
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
_THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e46]")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]")


def _po(language: str) -> Path:
    return _CATALOGUES / language / "LC_MESSAGES/messages.po"


def _catalogue(language: str) -> Catalog:
    with _po(language).open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def thai() -> Catalog:
    return _catalogue("th")


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every message in the code and the templates, as `make catalogue` collects them."""
    return {message for _, message in _messages(ROOT)}


@pytest.fixture(scope="module")
def met_by_reporters() -> set[str]:
    return {message for path, message in _messages(ROOT) if not _STAFFS.match(path)}


def _messages(root: Path) -> set[tuple[str, str]]:
    """Return each message with the file that it is in."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {m["pattern"]: {"silent": "false"} for m in mappings if m["method"] == "jinja2"}
    found = extract_from_dir(str(root), methods, options, keywords=_KEYWORDS)
    return {(path, _singular(message)) for path, _, message, _, _ in found}


def _singular(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def _faults(message: Message) -> list[str]:
    """Say what is wrong with one translation."""
    spoken = message.string if isinstance(message.string, tuple) else (message.string,)
    meant = message.id if isinstance(message.id, tuple) else (message.id,)
    faults = ["fuzzy"] if message.fuzzy else []
    if not all(spoken):
        return [*faults, "not translated"]
    # A plural may leave the number out of its singular; Thai has one form, which must say it all.
    wanted = set().union(*(_placeholders(text) for text in meant))
    if any(_placeholders(text) != wanted for text in spoken):
        faults.append("other placeholders")
    return faults


def _placeholders(text: str) -> set[str]:
    return {found.group() for found in _PLACEHOLDER.finditer(text)}


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("Hello", ""),
        ("Hello %(name)s", "สวัสดี"),
        ("Hello %(name)s", "สวัสดี %(nam)s"),
        (("%(num)d day", "%(num)d days"), ("วัน",)),
    ],
)
def test_a_faulty_translation_is_seen(
    english: str | tuple[str, ...], translated: str | tuple[str, ...]
) -> None:
    assert _faults(Message(english, translated))


def test_a_fuzzy_translation_is_seen() -> None:
    assert _faults(Message("Hello", "สวัสดี", flags={"fuzzy"})) == ["fuzzy"]


def test_messages_are_found_in_code_and_templates(tmp_path: Path) -> None:
    for name, text in [
        ("wbportal/web/forms.py", 'lazy_gettext("from code")'),
        ("templates/a/page.html", "{{ _('from a page') }}{% trans %}from a block{% endtrans %}"),
        (
            "wbportal/domain/data/a.json",
            '[{"key": "no", "label": "from data", "a": [{"hint": "and deeper"}]}]',
        ),
    ]:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    assert {message for _, message in _messages(tmp_path)} == {
        "from code",
        "from a page",
        "from a block",
        "from data",
        "and deeper",
    }


@pytest.mark.parametrize("language", _LANGUAGES)
def test_everything_said_and_nothing_else_is_in_each_catalogue(
    language: str, said: set[str]
) -> None:
    assert said, "nothing is said at all"
    listed = {_singular(message.id) for message in _catalogue(language) if message.id}
    assert listed - said == set()
    assert said - listed == set()


def test_thai_is_offered() -> None:
    assert "th" in _OFFERED


@pytest.mark.parametrize("language", _OFFERED)
def test_what_is_offered_says_everything_and_was_reviewed(language: str) -> None:
    catalogue = _catalogue(language)
    faults = {message.id: _faults(message) for message in catalogue if message.id}
    assert {message: found for message, found in faults.items() if found} == {}
    reviewed = next(message for message in catalogue if message.id == _REVIEWED)
    assert date.fromisoformat(str(reviewed.string))


@pytest.mark.parametrize("language", sorted({*_LANGUAGES} - {*_OFFERED}))
def test_what_is_still_being_made_says_everything_to_a_reporter(
    language: str, met_by_reporters: set[str]
) -> None:
    catalogue = _catalogue(language)
    faults = {_singular(message.id): _faults(message) for message in catalogue if message.id}
    wanted = met_by_reporters - {_REVIEWED}
    assert {one: faults[one] for one in sorted(wanted) if faults[one]} == {}
    wrong = {one: found for one, found in faults.items() if found not in ([], ["not translated"])}
    assert wrong == {}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_compiled_catalogue_is_in_step(language: str) -> None:
    with _po(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    translated = (
        message for message in _catalogue(language) if message.id and all(_all(message.string))
    )
    stale = [message.id for message in translated if not _same(compiled, message)]
    assert stale == [], "run `make catalogue`"


def _same(compiled: gettext.GNUTranslations, message: Message) -> bool:
    if isinstance(message.id, tuple):
        return compiled.ngettext(*message.id, 1) == message.string[0]
    if message.context:
        return compiled.pgettext(message.context, message.id) == message.string
    return compiled.gettext(message.id) == message.string


def test_the_glossary_speaks_as_the_pages_do(thai: Catalog) -> None:
    spoken = " ".join(" ".join(_all(message.string)) for message in thai if message.id)
    lines = (ROOT / "docs/GLOSSARY.md").read_text("utf-8").splitlines()
    cells = (line.split("|")[2].strip() for line in lines if line.startswith("| "))
    # One in brackets is on no page, and a dash has no word at all.
    words = [cell for cell in cells if _THAI.match(cell)]
    assert [word for word in words if word not in spoken] == []
    assert words


def _all(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else [*text]
