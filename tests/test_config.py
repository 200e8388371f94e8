"""Settings are read once, and a start that would be unsafe is refused in one sentence."""

import secrets
from pathlib import Path

import pytest

from config import Config, Refused


def _env(**changes: str) -> dict[str, str]:
    env = {
        "WBPORTAL_HOME": "/srv/portal",
        "WBPORTAL_PUBLIC_URLS": "https://report.example",
        "WBPORTAL_ROOT_SECRET": secrets.token_hex(32),
        "WBPORTAL_PEPPER": secrets.token_hex(32),
        "WBPORTAL_DATABASE_KEY": secrets.token_hex(32),
        "WBPORTAL_RECEIPT_SALT": secrets.token_hex(16),
    }
    return env | {f"WBPORTAL_{name}": value for name, value in changes.items()}


def _refusal(env: dict[str, str]) -> str:
    with pytest.raises(Refused) as caught:
        Config.from_env(env)
    return str(caught.value)


def test_the_least_that_must_be_said_makes_a_complete_configuration() -> None:
    config = Config.from_env(_env())
    assert config.database_url == "sqlite:////srv/portal/portal.sqlite"
    assert config.blob_url == "file:///srv/portal/blobs"
    assert config.heads_file == Path("/srv/portal/heads.jsonl")
    assert config.limits.max_upload_bytes == 500_000_000
    assert (config.limits.max_files, config.limits.max_text_chars) == (20, 100_000)
    assert (config.receipt_cost.memory_kib, config.receipt_cost.iterations) == (19456, 2)
    assert (config.passphrase_cost.memory_kib, config.passphrase_cost.iterations) == (65536, 3)
    assert not config.demo


@pytest.mark.parametrize("name", ["ROOT_SECRET", "PEPPER", "DATABASE_KEY", "RECEIPT_SALT"])
@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "missing"),
        ("00" * 32, "hex digits|weak"),
        ("ab" * 16, "hex digits|weak"),
        ("a secret that somebody typed", "hex digits"),
        ("abc", "hex digits"),
    ],
)
def test_a_missing_or_weak_secret_is_refused_by_its_name(name: str, value: str, says: str) -> None:
    said = _refusal(_env(**{name: value}))
    assert f"WBPORTAL_{name}" in said
    assert any(word in said for word in says.split("|"))
    assert said.endswith(".")
    assert not value or value not in said


def test_a_demonstration_needs_secrets_too() -> None:
    assert "WBPORTAL_PEPPER" in _refusal(_env(DEMO="1", PEPPER=""))


def test_a_secret_may_come_as_a_file(tmp_path: Path) -> None:
    pepper = secrets.token_bytes(32)
    file = tmp_path / "pepper"
    file.write_text(pepper.hex() + "\n")
    assert Config.from_env(_env(PEPPER="", PEPPER_FILE=str(file))).pepper == pepper


def test_secrets_lie_at_home_unless_something_else_is_said(tmp_path: Path) -> None:
    key = secrets.token_bytes(32)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/database-key").write_text(key.hex())
    config = Config.from_env(_env(HOME=str(tmp_path), DATABASE_KEY=""))
    assert config.database_key == key


def test_a_secret_said_twice_is_refused(tmp_path: Path) -> None:
    assert "both" in _refusal(_env(PEPPER_FILE=str(tmp_path / "pepper")))


def test_a_secret_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    said = _refusal(_env(PEPPER="", PEPPER_FILE=str(tmp_path / "nothing")))
    assert "WBPORTAL_PEPPER" in said


def test_no_secret_stands_in_the_representation() -> None:
    url = "postgresql+psycopg://portal:ali-baba@db/portal"
    env = _env(SMTP_HOST="localhost", SMTP_PASSWORD="open sesame", DATABASE_URL=url)
    config = Config.from_env(env)
    shown = repr(config)
    for name in ("ROOT_SECRET", "PEPPER", "DATABASE_KEY"):
        assert env[f"WBPORTAL_{name}"] not in shown
        assert repr(bytes.fromhex(env[f"WBPORTAL_{name}"])) not in shown
    assert "sesame" not in shown
    assert "ali-baba" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "https://report.example",
        "https://report.example:8443",
        "http://abcdefghij234567.onion",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://localhost:8000",
    ],
)
def test_an_address_that_is_safe_is_accepted(url: str) -> None:
    config = Config.from_env(_env(PUBLIC_URLS=url))
    assert config.public_urls == (url,)
    assert config.hosts == (url.partition("//")[2],)


@pytest.mark.parametrize(
    "url",
    [
        "http://report.example",
        "http://onion.example",
        "http://127.0.0.1.example",
        "ftp://report.example",
        "report.example",
        "https://",
        "https://report.example/path",
        "https://report.example?x=1",
        "https://user@report.example",
        "https://report.example:99999",
    ],
)
def test_an_address_that_is_unsafe_or_none_is_refused(url: str) -> None:
    assert "WBPORTAL_PUBLIC_URLS" in _refusal(_env(PUBLIC_URLS=url))
    assert "WBPORTAL_PUBLIC_URLS" in _refusal(_env(PUBLIC_URLS=url, DEMO="1"))


def test_a_portal_without_an_address_is_refused() -> None:
    assert "WBPORTAL_PUBLIC_URLS" in _refusal(_env(PUBLIC_URLS=" "))


def test_a_demonstration_is_at_home_on_its_port() -> None:
    config = Config.from_env(_env(DEMO="1", PUBLIC_URLS="") | {"PORT": "8123"})
    assert config.public_urls == ("http://127.0.0.1:8123",)
    assert config.demo


def test_cookies_may_demand_tls_only_where_every_address_has_it() -> None:
    assert Config.from_env(_env()).is_https
    both = "https://report.example http://abcdefghij234567.onion"
    assert not Config.from_env(_env(PUBLIC_URLS=both)).is_https


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_FILES", "many"),
        ("MAX_FILES", "-1"),
        ("MAX_FILES", "๒๐"),
        ("DRAFT_DISK_SHARE", "2"),
        ("DRAFT_DISK_SHARE", "nan"),
        ("DEFAULT_LOCALE", "tlh"),
        ("TIMEZONE", "Asia/Atlantis"),
        ("TIMEZONE", "../../etc/passwd"),
        ("SMTP_SECURITY", "hopefully"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_by_its_name(name: str, value: str) -> None:
    assert f"WBPORTAL_{name}" in _refusal(_env(**{name: value}))


def test_a_mail_password_does_not_travel_in_clear() -> None:
    mail = {"SMTP_PASSWORD": "open sesame", "SMTP_SECURITY": "none"}
    assert "WBPORTAL_SMTP_SECURITY" in _refusal(_env(SMTP_HOST="mail.example", **mail))
    assert Config.from_env(_env(SMTP_HOST="127.0.0.1", **mail)).mail.password == "open sesame"
