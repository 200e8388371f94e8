"""How gunicorn serves: by these names it reads its settings (docs.gunicorn.org, Settings).

Nothing here logs an address: there is no access log, and the application thins out the other one.
"""

import gc
import os
from contextlib import ExitStack

from gunicorn.http import wsgi  # type: ignore[import-untyped]  # it declares no types

from wbportal.portal import Portal, running

_SECONDS_TO_FINISH = 30
# How many more objects there are before garbage is looked for: a search makes thousands that live
# as long as it does, and to look through them every 700 takes a twentieth of its time.
_YOUNG_OBJECTS = 20_000

wsgi_app = "wbportal.app:create_app()"
worker_class = "wbportal.web.closing.Worker"  # gthread; by name, as strangers are
# What a process can do at once is divided in wbportal/web/floods.py; 16 slow uploads leave most of
# it free. Two processes, because the interpreter of one uses one core.
workers = 2
threads = 64
preload_app = True  # once for both: making the application opens nothing and starts no thread
worker_connections = 1000
backlog = 1024
keepalive = 5
timeout = 60  # of a process that does not answer at all; a slow request is nobody's concern
graceful_timeout = _SECONDS_TO_FINISH

# Of what is addressed to us: the longest is a desk page with every filter set.
limit_request_line = 2048
limit_request_fields = 64
limit_request_field_size = 8190

# Whom a request comes from is never asked, so nobody is believed about it either.
forwarded_allow_ips = ""
proxy_allow_ips = ""

worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat's own; on a disk it could block
control_socket_disable = True
umask = 0o077
accesslog = None
errorlog = "-"
loglevel = "warning"


logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    # A day and nothing finer: what goes wrong goes wrong while somebody is there.
    "formatters": {
        "generic": {"format": "%(asctime)s gunicorn: %(message)s", "datefmt": "%Y-%m-%d"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "generic",
            "stream": "ext://sys.stderr",
        },
    },
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}

# There is no setting for what stands in `Server`; it names nobody.
wsgi.SERVER = "web"

_held = ExitStack()


def when_ready(_server: object) -> None:
    """Leave what was imported out of what is looked for as garbage.

    To look through it would write to its memory, which both processes have in common.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def on_starting(_server: object) -> None:
    """Hold the lock that says a server runs; its processes inherit it, whoever dies first."""
    _held.enter_context(running.sharing(Portal.from_env(os.environ).home))
