"""The judges themselves: they must know a good paper, and be able to say no."""

import pytest
from weasyprint import HTML

from tests.pdf_validators import PDF_A_2A, PDF_UA_1, page_validation, verapdf

GOOD = """<!doctype html><html lang="de"><head><title>Steckbrief</title></head>
<body><h1>Steckbrief</h1><p>Äpfel für Büsum</p></body></html>"""
SKIPPED_HEADING = GOOD.replace("h1>", "h3>")


def metadata_in_plain_text(document, pdf):
    """page refuses a compressed metadata stream in PDF/A-2, veraPDF does not mind either way."""
    metadata = int(pdf.catalog["Metadata"].split()[0])
    pdf.objects[metadata].compress = False


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Return files by name: right and wrong for each of the two profiles."""
    folder = tmp_path_factory.mktemp("papers")
    files = {}
    for name, html, variant in [
        ("accessible", GOOD, "pdf/ua-1"),
        ("skipped heading", SKIPPED_HEADING, "pdf/ua-1"),
        ("archivable", GOOD, "pdf/a-2a"),
        ("untagged", GOOD, None),
    ]:
        files[name] = folder / f"{name}.pdf"
        finisher = metadata_in_plain_text if variant else None
        HTML(string=html).write_pdf(files[name], pdf_variant=variant, finisher=finisher)
    return files


EXPECTED = [
    ("accessible", PDF_UA_1, True),
    ("accessible", PDF_A_2A, False),
    ("skipped heading", PDF_UA_1, False),
    ("skipped heading", PDF_A_2A, False),
    ("archivable", PDF_UA_1, False),
    ("archivable", PDF_A_2A, True),
    ("untagged", PDF_UA_1, False),
    ("untagged", PDF_A_2A, False),
]


@pytest.mark.verapdf
def test_verapdf_tells_good_from_bad_in_one_run(papers):
    judgements = verapdf(list(papers.values()))
    assert [(j.path.stem, j.profile, bool(j)) for j in judgements] == EXPECTED
    heading = judgements[2]
    assert any(rule.startswith("7.4.2-1: ") for rule in heading.broken)


@pytest.mark.verapdf
def test_verapdf_fails_on_a_file_that_is_no_pdf(tmp_path):
    (tmp_path / "text.pdf").write_text("kein PDF")
    with pytest.raises(AssertionError, match=r"text\.pdf|PDF"):
        verapdf([tmp_path / "text.pdf"])


@pytest.mark.parametrize(("name", "profile", "compliant"), EXPECTED)
def test_page_agrees(papers, name, profile, compliant):
    (judgement,) = page_validation(papers[name], [profile])
    assert bool(judgement) == compliant
    assert bool(judgement.broken) != compliant
