"""A portal is put together from its settings, without opening anything."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config, Mail, Refused
from tests.portal.scene import make_config
from wbportal.channels.mail import SmtpChannel
from wbportal.channels.outbox import OutboxChannel
from wbportal.portal import Portal, secrets


def test_putting_a_portal_together_touches_no_file(tmp_path: Path) -> None:
    Portal.from_config(make_config(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_no_secret_stands_in_the_representation(tmp_path: Path) -> None:
    config = make_config(tmp_path)
    shown = repr(Portal.from_config(config))
    for secret in (config.pepper, config.root_secret, config.database_key):
        assert repr(secret) not in shown
        assert secret.hex() not in shown


@pytest.mark.parametrize(
    "url", ["s3://bucket", "/var/blobs", "file://host/blobs", "file:", "http://x/y"]
)
def test_a_blob_store_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refused):
        Portal.from_config(replace(make_config(tmp_path), blob_url=url))


def test_a_folder_may_have_a_space_in_its_name(tmp_path: Path) -> None:
    config = replace(make_config(tmp_path), blob_url=f"file://{tmp_path}/two%20words")
    Portal.from_config(config).blobs.space()
    assert (tmp_path / "two words").is_dir()


def test_without_a_mail_server_letters_go_to_a_folder(tmp_path: Path) -> None:
    config = make_config(tmp_path)
    assert isinstance(Portal.from_config(config).mail, OutboxChannel)
    config = replace(config, mail=Mail(host="mail.example"))
    assert isinstance(Portal.from_config(config).mail, SmtpChannel)


def test_drawn_secrets_make_a_configuration_and_are_drawn_once(tmp_path: Path) -> None:
    env = {"WBPORTAL_HOME": str(tmp_path), "WBPORTAL_PUBLIC_URLS": "http://localhost"}
    secrets.draw(tmp_path / "secrets")
    first = Config.from_env(env)
    secrets.draw(tmp_path / "secrets")
    assert Config.from_env(env) == first
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "secrets").iterdir()}
    assert modes == {0o600}


def test_two_installations_draw_different_secrets(tmp_path: Path) -> None:
    for name in ("one", "two"):
        secrets.draw(tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_text() != (tmp_path / "two" / file.name).read_text()
