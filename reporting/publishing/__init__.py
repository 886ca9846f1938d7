"""What the public may read: pure functions from a final's own content to a shape of its own.

`public` names all that can come out; what it does not name, no page, paper, feed or file of data can say. `offered`
lists the sentences of a final that people wrote, for the board team to look at one by one, `checks` what in them nobody
should publish, and `from_report` puts together what was ticked. `schema` tells programs of the shape.
"""
