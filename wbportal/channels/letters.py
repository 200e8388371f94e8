"""A letter as an e-mail message: plain text, of a size that depends on its text's alone."""

import secrets
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from wbportal.channels import Letter, NotDelivered

_ID_BYTES = 16


def compose(letter: Letter, sender: str) -> EmailMessage:
    """Make the message. Raises NotDelivered for what cannot stand in its head."""
    message = EmailMessage(policy=SMTP)
    try:
        origin = Address(addr_spec=sender)
        message["From"] = origin
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
    except (MessageError, ValueError, IndexError) as error:
        raise NotDelivered("not an address, or not one line") from error
    message["Date"] = format_datetime(letter.at)
    # The usual generators put the machine's name and the process's number here.
    message["Message-ID"] = f"<{secrets.token_hex(_ID_BYTES)}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's vacation answers it
    message.set_content(letter.text, cte="base64")
    return message
