"""Files that are there whole or not at all, whoever reads them meanwhile."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as part:
        part.write(content)
    os.replace(part.name, file)
