"""Reading somebody's document as a plan: pure, from `lscb.tables.content.Document` to rows that a person looks at.

`turned` sets tables upright that stand on their side, `listed` makes a table of lists where no table is one. `tables`
finds the parts of the plan among the tables and which column is which (`headings`, and by what stands in them;
`periods` where they are ticked), `rows` walks through them, `cells` has the words of a cell and `colours` what says how
an action stands.
"""

from plans.rules.importing.model import (
    LEFT_OUT,
    NO_RATING,
    Column,
    ColumnRead,
    DraftRow,
    Known,
    LeftOut,
    Recognised,
)
from plans.rules.importing.rows import recognise

__all__ = [
    "LEFT_OUT",
    "NO_RATING",
    "Column",
    "ColumnRead",
    "DraftRow",
    "Known",
    "LeftOut",
    "Recognised",
    "recognise",
]
