"""What one root secret stands for."""

from tests.vault.samples import CHEAP, secret
from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.passphrases import PASSPHRASE_COST
from wbportal.vault.receipts import RECEIPT_COST

ROOT, PEPPER, SALT = secret("deployment"), secret("pepper"), secret("salt")


def test_the_same_root_gives_the_same_keys():
    assert DeploymentKeys.from_root(ROOT, PEPPER, SALT) == DeploymentKeys.from_root(
        ROOT, PEPPER, SALT
    )


def test_every_key_differs_from_the_others_and_from_the_root():
    keys = DeploymentKeys.from_root(ROOT, PEPPER, SALT)
    secrets = {
        ROOT,
        bytes.fromhex(keys.flask_key),
        keys.audit.seed,
        keys.session_half.secret,
        keys.device_key.secret,
        keys.proofs.secret,
        keys.pepper,
    }
    assert len(secrets) == 7


def test_another_root_changes_every_derived_key():
    one = DeploymentKeys.from_root(ROOT, PEPPER, SALT)
    other = DeploymentKeys.from_root(secret("other"), PEPPER, SALT)
    assert one.flask_key != other.flask_key
    assert one.audit != other.audit
    assert one.session_half != other.session_half
    assert one.device_key != other.device_key
    assert one.proofs != other.proofs


def test_costs_are_the_usual_ones_unless_given():
    usual = DeploymentKeys.from_root(ROOT, PEPPER, SALT)
    cheap = DeploymentKeys.from_root(ROOT, PEPPER, SALT, receipt_cost=CHEAP, passphrase_cost=CHEAP)
    assert (usual.receipt_cost, usual.passphrase_cost) == (RECEIPT_COST, PASSPHRASE_COST)
    assert (cheap.receipt_cost, cheap.passphrase_cost) == (CHEAP, CHEAP)


def test_the_audit_key_signs_with_both_algorithms():
    audit = DeploymentKeys.from_root(ROOT, PEPPER, SALT).audit
    signature = audit.sign(b"head")
    assert len(signature) == 3374
    audit.public().verify(signature, b"head")
