"""The same portal with hardly any stretching, so that everything else about a time shows."""

import os
from dataclasses import replace

from flask import Flask

from config import Config
from tests.builders import CHEAP
from wbportal.app import create_app


def create() -> Flask:
    """Compose the application with the least that Argon2id can cost."""
    config = Config.from_env(os.environ)
    return create_app(replace(config, receipt_cost=CHEAP, passphrase_cost=CHEAP))
