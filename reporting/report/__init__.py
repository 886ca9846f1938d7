"""The monitoring report: a module a section, each with the facts it needs, what it says and how that is built.

`reading` fills the facts from the database, `build` puts the sections together, `content` is the whole as a final keeps
it. All but `reading` are pure: no Django, no database, no clock. Templates are print/report/<section>.html.
"""
