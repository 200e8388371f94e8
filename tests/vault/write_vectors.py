"""Write the vectors of tests/vault/vectors once: `python -m tests.vault.write_vectors`.

A file that is there is never written again: formats do not change, a new version gets new files.
"""

import json

from tests.vault import vectors_of_cases as cases
from tests.vault import vectors_of_locks as locks
from tests.vault import vectors_of_people as people
from tests.vault import vectors_of_proofs as proofs
from tests.vault import vectors_of_trails as trails
from tests.vault.vectoring import FOLDER

MAKERS = {
    "grants": cases.grants,
    "records": cases.records,
    "files": cases.files,
    "statements": cases.statements,
    "previous_keys": cases.previous_keys,
    "codes": people.codes,
    "saved": people.saved,
    "successions": people.successions,
    "locked_seeds": people.locked_seeds,
    "rosters": people.rosters,
    "declarations": people.declarations,
    "proofs": proofs.proofs,
    "counts": proofs.counts,
    "readings": locks.readings,
    "found": locks.found,
    "reads_keys": locks.reads_keys,
    "passkey_locks": locks.passkey_locks,
    "derivations": people.derivations,
    "trails": trails.trails,
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        file = FOLDER / f"{name}.json"
        if not file.exists():
            vectors = [{k: v for k, v in one.items() if k != "spoilt"} for one in make()]
            written = json.dumps(vectors, indent=1, ensure_ascii=False)
            file.write_text(written + "\n", "utf-8")


if __name__ == "__main__":
    main()
