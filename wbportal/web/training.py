"""What each training is called, where somebody says that they had it and where it is confirmed."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.vetting import Training

TRAININGS: Mapping[Training, LazyString] = MappingProxyType(
    {
        Training.CONFIDENTIALITY: lazy_gettext("Confidentiality, and protecting who reports"),
        Training.PORTAL: lazy_gettext("Working with this portal, and keeping its keys"),
        Training.CONFLICTS: lazy_gettext("Conflicts of interest"),
        Training.DETRIMENT: lazy_gettext("Risk of retaliation, and measures against it"),
    }
)


def register(app: Flask) -> None:
    """Give templates `|training_words`."""
    app.add_template_filter(training_words)


def training_words(training: Training) -> str:
    return str(TRAININGS[training])
