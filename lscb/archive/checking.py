"""Whether an archive is whole: that it is one, that every file is as the manifest says, and that nothing else is in it.

Nothing is unpacked to a disk. An archive may come from anybody: what its files say of their size is compared before
they are read, and their names are only ever looked up in it.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lscb.archive.layout import CHECKSUM, FORMAT, MANIFEST, SAFE
from lscb.errors import Refused
from lscb.packing import digest_of

MANIFEST_AT_MOST = 64 * 2**20  # bytes
MEMBERS_AT_MOST = 200_000
# Unpacked, a file is at most so many times as large as packed. Rows of history are alike: some forty times.
RATIO, SMALL = 400, 2**20
KEYS_AT_MOST = 10**6  # of a kind of row
_LABEL = re.compile(r"[a-z_][a-z0-9_]{0,99}\.[a-z0-9_]{1,99}")
NOT_ONE = (
    "This is no archive of a board, or not all of it is here: nothing is loaded. Copy the file once more."
)
TAMPERED = "This archive is not as it was made: {0}. Nothing is loaded."
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The packed file.

    :raises Refused: when it is none.
    """
    try:
        raw = path.open("rb")
    except OSError as e:
        raise Refused(f"{path} cannot be read: {e.strerror}. Nothing is loaded.") from e
    with raw:
        try:
            packed = zipfile.ZipFile(raw)
        except _BROKEN as e:
            raise Refused(NOT_ONE) from e
        with packed:
            yield packed


def checked(packed: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of an archive of which every file was compared with it.

    :raises Refused: with what is wrong, in one sentence.
    """
    members = _members(packed)
    manifest = _manifest(packed, members)
    files = manifest["files"]
    if extra := sorted(set(members) - set(files) - {MANIFEST, CHECKSUM}):
        raise Refused(TAMPERED.format(f"{extra[0]} is in it and not in its manifest"))
    for name, said in files.items():
        info = members.get(name)
        if info is None:
            raise Refused(TAMPERED.format(f"{name} is missing"))
        if info.file_size != said["size"]:
            raise Refused(TAMPERED.format(f"{name} has another size"))
    for name, said in files.items():
        if _sha256(packed, members[name]) != said["sha256"]:
            raise Refused(TAMPERED.format(f"{name} has another checksum"))
    return manifest


def _members(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = packed.infolist()
    if len(infos) > MEMBERS_AT_MOST:
        raise Refused(TAMPERED.format(f"it has more than {MEMBERS_AT_MOST} files"))
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if not SAFE.fullmatch(info.filename) or info.filename in members:
            raise Refused(TAMPERED.format("a file in it has a name that no archive gives"))
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(TAMPERED.format("a file in it is packed in a way that no archive uses"))
        if info.file_size > SMALL + RATIO * info.compress_size:
            raise Refused(TAMPERED.format("a file in it would unpack to far more than it can hold"))
        members[info.filename] = info
    return members


def _manifest(packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, Any]:
    if MANIFEST not in members or CHECKSUM not in members or members[CHECKSUM].file_size > 100:
        raise Refused(NOT_ONE)
    if members[MANIFEST].file_size > MANIFEST_AT_MOST:
        raise Refused(TAMPERED.format("its manifest is too large"))
    try:
        said = packed.read(MANIFEST)
        digest = packed.read(CHECKSUM).decode("ascii").strip()
        manifest = json.loads(said)
    except (*_BROKEN, RecursionError) as e:
        raise Refused(NOT_ONE) from e
    if hashlib.sha256(said).hexdigest() != digest:
        raise Refused(TAMPERED.format("its manifest has another checksum"))
    if not _is_laid_out(manifest):
        raise Refused(NOT_ONE)
    if manifest["format"] != FORMAT:
        raise Refused("This archive was made by another version of the product: load it with that one.")
    return manifest


def _is_laid_out(manifest: object) -> bool:
    """Whether it has what is read of it, each of its own kind."""
    kinds: dict[str, type] = {
        "format": int,
        "version": str,
        "made": str,
        "board": dict,
        "schema": dict,
        "content_types": dict,
        "counts": dict,
        "entries_elsewhere": int,
        "missing": list,
        "files": dict,
    }
    if not isinstance(manifest, dict) or not all(
        isinstance(manifest.get(name), kind) for name, kind in kinds.items()
    ):
        return False
    files = manifest["files"].values()
    return (
        all(isinstance(each, dict) and {"size", "sha256"} <= each.keys() for each in files)
        and all(type(each) is int for each in manifest["counts"].values())
        and all(
            _LABEL.fullmatch(label) and type(key) is int and 0 < key < KEYS_AT_MOST
            for label, key in manifest["content_types"].items()
        )
        and all(isinstance(each, str) for each in manifest["missing"])
        and {"name", "slug", "id"} <= manifest["board"].keys()
    )


def _sha256(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    try:
        with packed.open(info) as member:
            return digest_of(member)
    except _BROKEN:
        return ""
