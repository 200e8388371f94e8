"""A worker that gets stuck in the middle of a job, to be killed there."""

import os
import sys
import time
from collections.abc import Mapping
from datetime import datetime

from wbportal.casework.offices import all_offices
from wbportal.jobs.queue import run_due
from wbportal.portal import AuditDraft, Portal, Work


def stuck(_: Portal, work: Work, __: Mapping[str, str]) -> None:
    for office in all_offices(work):
        work.audit(AuditDraft(office.id, None, "a-deed"))
    sys.stdout.write("in the middle\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    now = datetime.fromisoformat(sys.argv[1])
    run_due(Portal.from_env(os.environ, lambda: now), {"a-deed": stuck})
