"""Tables of people's documents: what stands in them, whatever kind of file they came in. Pure: no Django, no clock.

`reading` is the door. It looks at what the bytes are and hands them to one reader each for Word (`word`), Excel
(`excel`), text whose cells are separated by a sign (`separated`) and HTML (`web`). All of them say what they find to a
`Gathering`, which keeps the limits, and all of them answer a `content.Document`, from which others recognise a plan.
"""
