"""The checksums of finals, worked out from what a database holds."""

import hashlib
from dataclasses import asdict, dataclass

from lscb.backup.databases import Reading
from lscb.backup.layout import FINALS


@dataclass(frozen=True)
class Final:
    """One final as a database holds it.

    :param kept: the SHA-256 that was kept beside its PDF when it was made final.
    """

    table: str
    key: int
    pdf: str
    content: str
    kept: str

    @property
    def is_as_made(self) -> bool:
        return self.pdf == self.kept

    @property
    def said(self) -> dict[str, object]:
        return asdict(self)


def finals_in(reading: Reading) -> list[Final]:
    """All of them, by table and key, one at a time in memory."""
    found = []
    for each in FINALS:
        if each.table not in reading.tables():
            continue
        keys = [
            key for (key,) in reading.query(f'SELECT id FROM "{each.table}" WHERE "{each.pdf}" IS NOT NULL')
        ]
        for key in sorted(keys):
            ((pdf, kept, content),) = reading.query(
                f'SELECT "{each.pdf}", "{each.sha256}", CAST("{each.content}" AS TEXT) '
                f'FROM "{each.table}" WHERE id = {int(key)}'
            )
            found.append(Final(each.table, key, _sha(pdf), _sha(content.encode()), kept))
    return found


def _sha(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()
