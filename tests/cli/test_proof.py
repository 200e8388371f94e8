"""`wbportal proof`: a statement is checked far from any portal, and one changed byte is refused."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import fill

import pytest
from click.testing import CliRunner, Result

from tests.builders import found, make_app, make_portal
from tests.house.source import ROOT
from wbportal.casework import proof_documents as documents
from wbportal.casework.proofs import office_key
from wbportal.cli import main
from wbportal.portal import Portal
from wbportal.vault.proofs import Content, OfficeKey, Opening, Proof, signing_key
from wbportal.vault.receipts import ReceiptCode

TEXT = "ถนนเส้นนี้จ่ายเงินสองครั้ง"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path / "home")


@pytest.fixture
def folder(portal: Portal, tmp_path: Path) -> Path:
    """A folder with a statement, its opening and the office's key, and no portal."""
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    keys = ReceiptCode.generate().keys(portal.keys.receipt_salt, portal.keys.receipt_cost)
    opening = Opening.of(keys, Content.of(TEXT, b"{}", [bytes(32)]))
    today = portal.clock().date()
    said = Proof(office.id, "สำนักงานตัวอย่าง", "The bureau", today, opening.commitment())
    signed = said.sign(signing_key(portal.keys.proofs, office.id))
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "statement.txt").write_text(documents.write_statement(signed), "utf-8")
    (folder / "opening.txt").write_text(documents.write_opening(opening), "utf-8")
    key = office_key(portal.keys, office.id)
    (folder / "key.txt").write_text(f"Our key:\n\n{documents.write_key(key)}", "utf-8")
    return folder


def _verify(folder: Path, *more: str, statement: str = "statement.txt") -> Result:
    arguments = ["proof", "verify", str(folder / statement), "--key", str(folder / "key.txt")]
    return CliRunner().invoke(main, [*arguments, *more])


def test_a_statement_is_checked_without_any_installation(folder: Path) -> None:
    """As somebody does who has the package, three files and nothing else."""
    arguments = ["proof", "verify", "statement.txt", "--key", "key.txt", "--opening", "opening.txt"]
    done = subprocess.run(
        [sys.executable, "-m", "wbportal.cli", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "GENUINE: The bureau" in done.stdout
    assert TEXT in done.stdout
    assert {one.name for one in folder.iterdir()} == {"statement.txt", "opening.txt", "key.txt"}


def test_without_the_opening_nothing_of_the_report_is_said(folder: Path) -> None:
    result = _verify(folder)
    assert result.exit_code == 0, result.output
    assert "received one report on 2026-11-23" in result.output
    assert "does not say who reported" in result.output
    assert "OPENED" not in result.output
    assert TEXT not in result.output


def test_every_byte_of_a_statement_counts_also_in_its_words(folder: Path) -> None:
    whole = (folder / "statement.txt").read_bytes()
    key = documents.read_key((folder / "key.txt").read_text("utf-8"))
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert not _is_genuine(changed.decode("utf-8", "replace"), key), place


def _is_genuine(text: str, key: OfficeKey) -> bool:
    try:
        documents.check(documents.read_statement(text), key)
    except documents.Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("find", "instead"),
    [
        ("23 November 2026", "24 November 2026"),
        ("2569", "2568"),
        ("The bureau", "The bureau of others"),
        ("does not say who", "says who"),
    ],
)
def test_the_words_of_a_statement_are_part_of_it(folder: Path, find: str, instead: str) -> None:
    text = (folder / "statement.txt").read_text("utf-8")
    assert find in text
    (folder / "other.txt").write_text(text.replace(find, instead), "utf-8")
    result = _verify(folder, statement="other.txt")
    assert result.exit_code == 1
    assert "NOT GENUINE" in result.output


def test_line_ends_of_other_systems_and_the_marked_lines_alone_are_fine(folder: Path) -> None:
    text = (folder / "statement.txt").read_text("utf-8")
    (folder / "dos.txt").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (folder / "short.txt").write_text(text[text.index("-----BEGIN") :].strip(), "utf-8")
    wrapped = "\n".join(fill(line, 50, break_long_words=False) for line in text.splitlines())
    (folder / "mailed.txt").write_text(wrapped, "utf-8")
    assert _verify(folder, statement="dos.txt").exit_code == 0
    assert _verify(folder, statement="mailed.txt").exit_code == 0
    assert _verify(folder, statement="short.txt").exit_code == 0


def test_another_key_and_what_is_no_key_are_told_apart(folder: Path, portal: Portal) -> None:
    other = found(portal, "two", leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    mine = (folder / "key.txt").read_text("utf-8")
    (folder / "key.txt").write_text(documents.write_key(office_key(portal.keys, other.id)))
    result = _verify(folder)
    assert (result.exit_code, "this key did not sign" in result.output) == (1, True)
    (folder / "key.txt").write_text("no key")
    assert "no office's key" in _verify(folder).output
    (folder / "key.txt").write_text(mine)
    (folder / "statement.txt").write_text("no statement")
    assert "no statement" in _verify(folder).output


def test_an_opening_of_another_report_or_a_changed_one_opens_nothing(folder: Path) -> None:
    keys = ReceiptCode.generate().keys(bytes(16))
    other = Opening.of(keys, Content.of(TEXT, b"{}", [bytes(32)]))
    (folder / "other.txt").write_text(documents.write_opening(other), "utf-8")
    result = _verify(folder, "--opening", str(folder / "other.txt"))
    assert (result.exit_code, "another report" in result.output) == (1, True)
    assert TEXT not in result.output
    text = (folder / "opening.txt").read_text("utf-8")
    (folder / "other.txt").write_text(text.replace("Keep it apart", "Send it"), "utf-8")
    result = _verify(folder, "--opening", str(folder / "other.txt"))
    assert (result.exit_code, "the opening was changed" in result.output) == (1, True)
    result = _verify(folder, "--opening", str(folder / "statement.txt"))
    assert (result.exit_code, "no opening" in result.output) == (1, True)


def test_an_offices_key_is_printed_with_its_words(portal: Portal) -> None:
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    result = make_app(portal).test_cli_runner().invoke(args=("proof", "key", office.slug))
    assert result.exit_code == 0
    key = documents.read_key(result.output)
    assert key == office_key(portal.keys, office.id)
    assert " ".join(key.words()) in result.output
    assert key.fingerprint().hex() in result.output
    missing = make_app(portal).test_cli_runner().invoke(args=("proof", "key", "nowhere"))
    assert missing.exit_code == 1
