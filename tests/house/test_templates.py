"""No page runs a script of its own, calls another host or says what cannot be translated."""

import pytest

from tests.house.source import ROOT
from tests.house.templates import complaints

_TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "bad",
    [
        "{{ text|safe }}",
        "{{ 'decide'|action_words }}",
        "{% autoescape false %}{{ text }}{% endautoescape %}",
        "<script>1</script>",
        "<script src=\"{{ url_for('static', filename='desk.js') }}\" defer></script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<body onload="x()">',
        '<a href="javascript:x()">',
        '<img src="data:image/png;base64,AA" alt="">',
        '<a href="https://example.org/">',
        '<img src="//example.org/x.png" alt="">',
        "<p>Hello</p>",
        "<p>สวัสดี</p>",
        "{% if x %}Hello{% endif %}",
        '<p title="Hello">',
        '<button value="Send it">',
        "{{ 'Hello' }}",
        "{{ button('Send') }}",
        "{% set title = 'Hello' %}",
        "{% trans %}Hello{% endtrans %} World",
    ],
)
def test_each_rule_sees_what_it_forbids(bad: str) -> None:
    assert complaints(bad)


@pytest.mark.parametrize(
    "good",
    [
        "<p>{{ _('Hello') }}</p>",
        "<p>{% trans name=name %}Hello {{ name }}{% endtrans %}</p>",
        '<p title="{{ _(\'Hello\') }}" class="large {% if x %}urgent{% endif %}">1 / 2</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        '<form method="post" action="{{ url_for(\'receipt.present\') }}">',
        "{% extends 'base.html' %}{% block title %}{{ _('Report') }}{% endblock %}",
        "{# a comment for whoever reads this #}",
    ],
)
def test_what_is_allowed_passes(good: str) -> None:
    assert complaints(good) == []


def test_no_template_breaks_a_rule() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): broken
        for path in _TEMPLATES
        if (broken := complaints(path.read_text("utf-8")))
    }
    # The one script of the portal, which asks for passkeys: no browser does that without one.
    assert found == {"templates/passkey-script.html": ["2: a script"]}
    assert _TEMPLATES, "there are no templates"


def test_there_is_one_script_and_only_pages_of_staff_load_it() -> None:
    assert [path.name for path in (ROOT / "wbportal/static").glob("*.*js")] == ["passkey.js"]
    loading = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in _TEMPLATES
        if "passkey-script.html" in path.read_text("utf-8")
    }
    assert loading == {
        "account/step-up.html",
        "account/add-passkey.html",
        "account/passkey-sign-in.html",
        "account/second-factor.html",
    }
    for name in loading:
        assert (
            (ROOT / "templates" / name).read_text("utf-8").startswith('{% extends "staff.html" %}')
        )
