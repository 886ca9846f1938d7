"""Documents of Word (.docx, .docm), read from their own XML as a reader sees them with all changes accepted.

`reading` walks through paragraphs and tables, `styles` says what a paragraph has from its style, `numbering` which
number stands in front of it.
"""
