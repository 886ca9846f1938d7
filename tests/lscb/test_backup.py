"""Backups: of one moment while people write, whole or refused, and back with every row and every final as it was."""

import pytest

from tests.processes.database import outcome_of


@pytest.mark.database
@pytest.mark.slow
def test_what_is_backed_up_while_somebody_writes_comes_back_row_by_row(tmp_path):
    said = outcome_of("backups", tmp_path)
    written = said["while written"]
    assert 5 <= written["jobs"] == written["letters"] < written["in the end"]
    assert said["drill"] > written["jobs"] + written["letters"]
    refused = said["refused"]
    assert "--replace" in refused["occupied"]
    assert refused["full disk"].startswith("No backup was taken") and refused["full disk"].endswith("device.")
    assert refused["cut"].startswith("This is no backup")
    assert refused["changed"].startswith(("This backup is damaged", "This is no backup"))
    assert "plans.9999_of_next_year" in refused["newer"] and "Another 1" in refused["other kind"]
    assert all(
        words.endswith("Nothing is changed.") for name, words in refused.items() if name == "other rows"
    )
    back = said["brought back"]
    assert back == {
        "faults": [],
        "kept": 2 if said["vendor"] == "sqlite" else 1,
        "final": True,
        "evidence": True,
        "entries": True,
        "letters": ["uncertain"],
        "jobs": ["failed"],
        "newer tables": False,
    }
    if sealed := said.get("encrypted"):  # where GnuPG is; a passphrase is the same to both databases
        assert (sealed["name"], sealed["clear"], sealed["drill"], sealed["left"]) == (".gpg", False, 1, [])
        assert sealed["another"].startswith("gpg failed") and "LSCB_BACKUP_PASSPHRASE_FILE" in sealed["none"]
