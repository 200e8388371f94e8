"""`python -m wbportal.cli`: the same as the `wbportal` command."""

from wbportal.cli import main

main()
