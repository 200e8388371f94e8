"""A demonstration: an invented office, its people and their cases, made by the portal’s deeds.

`cases.json` has the reports, `story.json` what became of them, in days before today.
"""
