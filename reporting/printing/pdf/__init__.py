"""Paper: from a template to a PDF that is kept.

`rendering` fills in a template, `cache` looks whether its paper lies there already, `printer` asks the
`weasyprint_process`, a process of its own. What a paper says is decided elsewhere.
"""
