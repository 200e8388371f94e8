"""A real server: it serves, survives slow and broken visitors, and ends as a whole."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import found
from tests.cli.serving import Served, Visitor, are_gone, environment, free_port, served, words
from wbportal.db import schema
from wbportal.portal import Portal, PortalRunning, running

SLOW_UPLOADS = 16
PATIENCE_SECONDS = 5  # on a busy machine; a server that stood still would take a minute


def _founded(home: Path) -> dict[str, str]:
    """Make an installation with an office, ready to be served."""
    env = environment(home, free_port())
    portal = Portal.from_env(env)
    schema.upgrade(portal.engine)
    found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    portal.engine.dispose()
    return env


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return _founded(tmp_path / "home")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for whoever leaves it running."""
    with served(_founded(tmp_path_factory.mktemp("server") / "home")) as server:
        yield server


def _serve(env: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    """Start a server that is expected to refuse."""
    return subprocess.run(
        [sys.executable, "-m", "wbportal.cli", "serve", *more],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_report_goes_in_and_comes_back_with_its_code(server: Served) -> None:
    text = words()
    code = Visitor(server.url).report("office", text)
    again = Visitor(server.url).post("/receipt/", {"code": code})
    assert again.url.endswith("/receipt/case")
    assert text in again.text
    assert text not in server.log.read_text()


def test_a_server_that_is_told_to_stop_ends_with_all_its_processes(env: dict[str, str]) -> None:
    with served(env) as server:
        children = server.children()
        assert len(children) == 2
        with pytest.raises(PortalRunning), running.alone(Path(env["WBPORTAL_HOME"])):
            pytest.fail("a server runs")
        assert server.stop() == 0
    assert are_gone(children)
    with running.alone(Path(env["WBPORTAL_HOME"])):
        pass


def test_a_server_that_was_killed_leaves_no_process_and_starts_again(env: dict[str, str]) -> None:
    text = words()
    with served(env) as server:
        code = Visitor(server.url).report("office", text)
        children = server.children()
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    assert are_gone(children)
    with served(env) as server:
        assert text in Visitor(server.url).post("/receipt/", {"code": code}).text


def test_all_of_a_server_ends_when_a_part_of_it_does(env: dict[str, str]) -> None:
    with served(env) as server:
        children = server.children()
        os.kill(children[1], signal.SIGKILL)
        assert server.process.wait(60) == 1
    assert are_gone(children)


def test_sixteen_slow_uploads_stop_nobody(server: Served) -> None:
    uploads = [_begin_upload(server) for _ in range(SLOW_UPLOADS)]
    try:
        for path in ("/", "/o/office/", "/receipt/", "/account/sign-in", "/healthz"):
            for upload in uploads:
                upload.send(b"x")
            began = time.monotonic()
            assert Visitor(server.url).get(path).status == 200
            assert time.monotonic() - began < PATIENCE_SECONDS
        code = Visitor(server.url).report("office", words())
        assert Visitor(server.url).post("/receipt/", {"code": code}).status == 200
    finally:
        for upload in uploads:
            upload.close()


def _begin_upload(server: Served) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    head = (
        "POST /o/office/report/ HTTP/1.1",
        f"Host: {host}:{port}",
        "Content-Type: multipart/form-data; boundary=b",
        "Content-Length: 100000000",
        "",
        "--b",
        'Content-Disposition: form-data; name="files"; filename="a.bin"',
        "",
        "",
    )
    connection.sendall("\r\n".join(head).encode() + b"x" * 10_000)
    return connection


def test_the_log_does_not_say_who_sent_nonsense(server: Served) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    for nonsense in (b"\x00\x01\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"x" * 9000):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(nonsense)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1000)
    assert Visitor(server.url).get("/").status == 200
    said = server.log.read_text().replace(f"{server.url} at {host}", "")
    assert host not in said
    assert "xxxx" not in said


def test_a_server_ends_though_an_upload_goes_on(env: dict[str, str]) -> None:
    with served(env) as server:
        upload = _begin_upload(server)
        began = time.monotonic()
        server.stop()
        upload.close()
    assert time.monotonic() - began < 50
    with running.alone(Path(env["WBPORTAL_HOME"])):
        pass


def test_tables_that_are_behind_forbid_a_start(tmp_path: Path) -> None:
    refused = _serve(environment(tmp_path / "home", free_port()))
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: The database is at revision none")
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WBPORTAL_PEPPER", "", "WBPORTAL_PEPPER is missing"),
        ("WBPORTAL_ROOT_SECRET", "00" * 32, "WBPORTAL_ROOT_SECRET is weak"),
    ],
)
def test_a_setting_that_will_not_do_forbids_a_start(
    env: dict[str, str], name: str, value: str, words: str
) -> None:
    refused = _serve({**env, name: value})
    assert refused.returncode == 1
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_config_of_somebody_elses_forbids_a_start(env: dict[str, str], tmp_path: Path) -> None:
    root = Path(schema.__file__).parents[2]
    (tmp_path / "config.py").write_text((root / "config.py").read_text("utf-8"), "utf-8")
    # Before ours on the path, as in a folder where somebody keeps another program.
    refused = _serve({**env, "PYTHONPATH": f"{tmp_path}:{root}", "PYTHONSAFEPATH": "1"})
    assert refused.returncode == 1
    assert "imported from elsewhere" in refused.stderr


def test_a_secret_that_others_can_read_forbids_a_start(env: dict[str, str]) -> None:
    secret = Path(env["WBPORTAL_HOME"]) / "secrets" / "pepper"
    secret.parent.mkdir()
    secret.write_text(env["WBPORTAL_PEPPER"])
    secret.chmod(0o644)
    refused = _serve(env)
    assert refused.returncode == 1
    assert "can be read by others" in refused.stderr


def test_a_port_that_is_taken_forbids_a_start(env: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused = _serve({**env, "PORT": str(other.getsockname()[1])})
    assert refused.returncode == 1
    assert "cannot be had" in refused.stderr


def test_nothing_is_served_while_somebody_needs_the_data_alone(env: dict[str, str]) -> None:
    with running.alone(Path(env["WBPORTAL_HOME"])):
        refused = _serve(env)
    assert refused.returncode == 1
    assert "try again" in refused.stderr


def test_a_demonstration_is_served_to_this_machine_only(env: dict[str, str]) -> None:
    refused = _serve({**env, "WBPORTAL_DEMO": "1"}, "--bind", "0.0.0.0")  # noqa: S104 - refused
    assert refused.returncode == 1
    assert "this machine only" in refused.stderr
