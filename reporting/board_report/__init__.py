"""The report to the Board: what the finals of its business plans come to, in two to four pages.

`content` is what it says and how a final keeps it, `build` makes it of `facts`, `reading` fills those: of finals from
their own contents, and beside them what was recorded since. Only `reading` knows the database.
"""
