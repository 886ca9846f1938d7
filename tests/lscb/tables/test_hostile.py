"""Files made to do harm: each is refused in words or read, soon and in little memory, by the process apart."""

import pytest

from lscb import table_reader
from lscb.table_reader import NotRead, read_file
from tests.lscb.tables.hostile import FILES, MB
from tests.lscb.tables.making import packed, para, parts_of_word, relations

SECONDS = 5.0  # of a processor
MEMORY = 300 * MB
# What takes longest to make and to read; of each kind there is another that runs every time.
LONG = {
    *("sheet of 100 MB", "sheet of 49 MB", "many cells", "a million empty rows", "a million paragraphs"),
    *("a million words", "a word of 9 MB", "a word of 20 MB", "a million empty lines", "rows of a page"),
    *("styles of a page", "a style without end", "merged often", "16,384 columns", "the last cell"),
    *(
        "16,384 empty columns",
        "entities in cells",
        "a million commas",
        "a million short lines",
        "quotes and commas",
    ),
    *("quotes that never close", "spans of a page"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.soak) if name in LONG else name for name in FILES]
)
def test_a_file_that_does_harm_is_refused_in_words_or_read(name):
    make, said = FILES[name]
    if said:
        with pytest.raises(NotRead) as refused:
            read_file(make(), "plan.docx")
        [sentence] = refused.value.messages
        assert said in sentence
        assert sentence.endswith(".")
    else:
        document = read_file(make(), "plan.docx")
        assert document.parts or document.ignored
    last = table_reader.process.last
    assert last is not None and last.outcome == "done"
    assert last.cpu_seconds < SECONDS
    assert last.peak_memory < MEMORY


def test_nothing_outside_of_the_file_is_read(tmp_path):
    """The secret is named in every way that XML and the format have."""
    secret = tmp_path / "secret.xml"
    secret.write_text("<w>hush</w>")
    parts = parts_of_word(para("x"))
    for change in (
        {"word/document.xml": f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]><x>&a;</x>'},
        {
            "word/_rels/document.xml.rels": relations(
                {f"file://{secret}": "comments", str(secret): "footnotes"}
            )
        },
        {"_rels/.rels": relations({f"../../../../../../..{secret}": "officeDocument"})},
    ):
        try:
            said = str(read_file(packed(parts | change), "plan.docx"))
        except NotRead as refused:
            said = str(refused)
        assert "hush" not in said
