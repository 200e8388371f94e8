"""Pages for somebody who wants to report."""
