"""Whether a page is being looked at inside another app, which sees where one goes.

Only a browser's own name tells. It is looked at while the page is made, and kept nowhere.
"""

from flask import request
from flask_babel import gettext

# Parts of the names under which the browsers inside these apps go; a browser inside any other app
# on Android says "wv" (developer.chrome.com, "User-Agent in WebView").
_APPS = (
    (("Line/",), "LINE"),
    (("FBAN/Messenger", "FB_IAB/Messenger", "FB_IAB/Orca"), "Messenger"),
    (("Instagram",), "Instagram"),
    (("FBAN/", "FBAV/", "FB_IAB/"), "Facebook"),
)
_ANY_OTHER = "; wv)"


def app_around() -> str:
    """Return the name of the app that this page is opened in, empty for a browser of its own."""
    name = request.user_agent.string
    for parts, app in _APPS:
        if any(part in name for part in parts):
            return app
    return gettext("another app") if _ANY_OTHER in name else ""
