"""Documents that people hand in, looked at row by row before anything of them is taken in.

`shapes` says what columns, rows and readings are; `reading` recognises the rows of a list in a document, pure;
`drafts` keeps what was handed in and what people chose; `kinds` is what each app says of what it takes in, and
`events`, `forms`, `tasks` and `pages` do the same for all of them.
"""
