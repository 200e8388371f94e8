"""The second implementation's part for proofs and counts: docs/VAULT.md, section 19.

Made from that page and from what `reader` makes of the sections before it.
"""

from tests.vault.reader import WORDS, Forged, Tampered, body_of, join, mac, split, verify


def read_signed(written, label, count):
    payload, signature = split(body_of(written), 2)
    parts = split(payload, count)
    if parts[0] != label:
        raise Tampered
    return payload, signature, parts[1:]


def read_office_key(written):
    label, office_id, verify_key = split(body_of(written), 3)
    if (label, len(office_id), len(verify_key)) != (b"wbportal proof key v1", 16, 32):
        raise Tampered
    return office_id, verify_key


def read_proof(written, office_key):
    """Returns names, day and commitment."""
    payload, signature, parts = read_signed(written, b"wbportal proof v1", 6)
    office_id, name_th, name_en, day, commitment = parts
    if len(commitment) != 32:
        raise Tampered
    signer, verify_key = read_office_key(office_key)
    if office_id != signer:
        raise Forged
    verify(verify_key, signature, payload)
    return name_th.decode(), name_en.decode(), day.decode(), commitment


def read_opening(written, commitment):
    """Returns text, answers and the hashes of the files."""
    label, blinding, content = split(body_of(written), 3)
    if (label, len(blinding)) != (b"wbportal proof opening v1", 32):
        raise Tampered
    if mac(blinding, content) != commitment:
        raise Tampered
    label, text, answers, files = split(content, 4)
    hashes = [files[start + 4 : start + 36] for start in range(0, len(files), 36)]
    if label != b"wbportal proof content v1" or join(*sorted(hashes)) != files:
        raise Tampered
    return text.decode(), answers, hashes


def read_count(written, office_key):
    """Returns day, number of reports and the hash of the count before."""
    payload, signature, parts = read_signed(written, b"wbportal day count v1", 5)
    office_id, day, reports, before = parts
    signer, verify_key = read_office_key(office_key)
    if office_id != signer:
        raise Forged
    verify(verify_key, signature, payload)
    return day.decode(), int.from_bytes(reports, "big"), before


def fingerprint_words(digest):
    words, number = WORDS.read_text("ascii").split(), int.from_bytes(digest, "big")
    return [words[number // 7776**place % 7776] for place in range(5, -1, -1)]
