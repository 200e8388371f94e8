"""Letters over SMTP."""

import smtplib
import ssl
from dataclasses import dataclass, field

from wbportal.channels import Letter, NotDelivered
from wbportal.channels.letters import compose

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """One mail server; certificates are checked unless security is none."""

    sender: str
    host: str
    port: int
    security: str  # starttls, tls or none
    username: str = ""
    password: str = field(default="", repr=False)

    def send(self, letter: Letter) -> None:
        message = compose(letter, self.sender)
        try:
            with self._connect() as server:
                if self.username:
                    server.login(self.username, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            # The server's own words may repeat an address, so only their kind is passed on.
            raise NotDelivered(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=tls)
        server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=tls)
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        return server
