"""A demonstration: an invented office, its people and ten cases, made by the deeds of the portal.

`cases.json` has the reports, `story.json` what became of them, in days before today.
"""
