"""Where somebody's mail goes: set, changed and removed by its owner."""

from http import HTTPStatus

from flask import url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wbportal.casework import addresses
from wbportal.casework.errors import Refused
from wbportal.web.account import steps
from wbportal.web.account.blueprint import bp
from wbportal.web.account.forms import AddressForm
from wbportal.web.account.steps import Page
from wbportal.web.current import me, portal
from wbportal.web.traits import Traits, declare


@bp.route("/mail", methods=["GET", "POST"])
@declare(Traits(needs_step_up=True))
def mail() -> Response | Page:
    """Ask for an address; none means no mail. Whoever finds an open browser cannot divert it."""
    with portal().work() as work:
        address = addresses.own_address(work, me())
    form = AddressForm({"email": address or ""})
    if form.accepted():
        try:
            with portal().work() as work:
                addresses.write_to(work, me().id, form.email.data or None, me())
        except Refused:
            form.email.errors = [*form.email.errors, gettext("This is not an e-mail address.")]
        else:
            return redirect(url_for("account.home"), HTTPStatus.SEE_OTHER)
    return steps.page("account/mail.html", form, is_set=address is not None)
