"""Paper: from a template to a PDF that is kept.

`pdf` fills in a template, `kept` looks whether its paper lies there already, `press` asks the `renderer`, a process of
its own, which sets it in `halves`. What a paper says is decided elsewhere.
"""
