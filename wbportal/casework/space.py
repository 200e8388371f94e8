"""How much room there is for files that wait with an unsent report."""

from wbportal.db import blobs
from wbportal.portal import Work


def left_for_drafts(work: Work) -> int:
    """Return how many more bytes unsent reports may store, all of them together; may be negative.

    They share a part of the disk, so that whoever never sends anything cannot fill it.
    """
    share = work.limits.draft_disk_share * work.parts.blobs.space().total_bytes
    return int(share) - blobs.draft_bytes(work.db)
