"""Which language a page speaks: `?lang`, then the person, then the browser, then the office."""

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from babel.support import NullTranslations
from flask import Flask, current_app, g, request
from flask_babel import Babel, force_locale, get_locale, get_translations, refresh
from jinja2 import Environment

from wbportal import i18n
from wbportal.web import audience, current, traits

_TRANSLATIONS = Path(__file__).parent.parent / "translations"
_EXTENSION = "wbportal.languages"
_OFFICE = "office_language"
_CAREFUL = "careful_language"
_CATALOGUE = "catalogue"


def register(app: Flask, default: str, *, development: bool) -> None:
    """Choose a language for each request; `default` serves pages of no office.

    In `development` languages are offered that nobody has reviewed.
    """
    app.extensions[_EXTENSION] = i18n.languages(development=development)
    app.config["BABEL_DEFAULT_LOCALE"] = default
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_TRANSLATIONS)
    Babel(app, locale_selector=_choose)
    _say_faster(app.jinja_env)
    app.url_defaults(_carry)
    app.context_processor(_words)


def language() -> str:
    """Return the language of the page being made."""
    return str(get_locale())


def languages() -> Mapping[str, str]:
    """Return the languages that are offered, each by its own name."""
    offered: Mapping[str, str] = current_app.extensions[_EXTENSION]
    return offered


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one language inside the block, whatever was asked for."""
    with force_locale(code):
        g.pop(_CATALOGUE, None)
        yield
    g.pop(_CATALOGUE, None)


def office_language() -> str:
    """Return the language of the office that the page belongs to; English if to none."""
    return str(g.get(_OFFICE, "en"))


def office_speaks(code: str) -> None:
    """Let a page of an office speak its language to those who asked for none that we have."""
    setattr(g, _OFFICE, code)
    _choose_again()


def be_careful() -> None:
    """Choose without asking the database from here on: for pages that say something broke."""
    setattr(g, _CAREFUL, True)
    _choose_again()


def _choose_again() -> None:
    g.pop(_CATALOGUE, None)
    refresh()


def _say_faster(environment: Environment) -> None:
    """Look a page's catalogue up once and not for each of its hundred sentences: 2 of 10 ms."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # Flask-Babel's extension
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        pgettext=lambda about, text: _catalogue().upgettext(about, text),
        npgettext=lambda about, one, many, count: _catalogue().unpgettext(about, one, many, count),
        newstyle=True,
    )


def _catalogue() -> NullTranslations:
    found = g.get(_CATALOGUE)
    if not isinstance(found, NullTranslations):
        found = get_translations()
        setattr(g, _CATALOGUE, found)
    return found


def _choose() -> str:
    return i18n.choose_language((candidate() for candidate in _CANDIDATES), languages())


def _asked_for() -> str | None:
    return request.args.get("lang")


def _preferred() -> str | None:
    if g.get(_CAREFUL, False) or audience.current().is_anonymous:
        return None
    who = current.signed_in()
    return None if who is None else who.language


def _accepted() -> str | None:
    # Best first; a region is nothing to us: en-GB is en.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((code for code in wanted if code in languages()), None)


def _spoken_by_office() -> str | None:
    spoken = g.get(_OFFICE)
    return spoken if isinstance(spoken, str) else None


def _default() -> str:
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


_CANDIDATES = (_asked_for, _preferred, _accepted, _spoken_by_office, _default)


def _carry(endpoint: str, values: MutableMapping[str, object]) -> None:
    # Whoever chose a language on a page keeps it on the next: no cookie remembers it.
    if endpoint != "static" and _asked_for() in languages():
        values.setdefault("lang", _asked_for())


def _words() -> dict[str, object]:
    asked = _asked_for()
    return {
        "lang": language(),
        "text_direction": i18n.text_direction(language()),
        "languages": tuple(languages().items()),
        "languages_stand": _place(),
        "carried": f"?lang={asked}" if asked in languages() else "",  # for addresses written out
    }


def _place() -> str:
    """Say where on a page one may switch; people who sign in choose in their account."""
    if not audience.current().is_anonymous:
        return "nowhere"
    # Never below what somebody may be writing: following the link would drop it.
    return "above" if traits.current().keeps_text else "below"
