from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from agenda.papers import fonts, pdf
from tests.agenda.papers import inhalte
from tests.agenda.papers.urteil import broken


def html(text):
    return f'<!doctype html><html lang="de"><title>x</title><h1>x</h1><p>{text}</p></html>'


def used_fonts(text):
    with pikepdf.open(BytesIO(pdf.write(html(text)))) as opened:
        return {
            str(element.BaseFont).partition("+")[2]
            for element in opened.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/Subtype") == "/Type0"
        }


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Äpfel „für“ 5 € – ½ …", set()),
        ("Türkçe ğış", {"Fira-Sans-latin-ext"}),
        ("Українська", {"Fira-Sans-cyrillic"}),
        ("日本語", {"Ersatz"}),
        ("Los 🚀 🇩🇪", {"Noto-Emoji-s0", "Noto-Emoji-s5"}),
    ],
)
def test_only_what_a_text_needs_is_embedded(text, families):
    assert used_fonts(text) - {"Fira-Sans-latin", "Fira-Sans-latin-Semi-Bold"} == families


def test_no_other_font_of_the_machine_is_used():
    families = {name.replace("-Semi-Bold", "") for name in used_fonts(inhalte.SYMBOLS)}
    assert {
        name
        for name in families
        if not name.startswith(("Fira-Sans-", "DejaVu-Sans", "Noto-Emoji-", "Ersatz"))
    } == set()


# alone; made of two with a joiner, with a selector; with a skin tone; letters that make a flag
@pytest.mark.parametrize("emoji", ["🚀", "👩‍👧", "🏳️‍🌈", "👍🏽", "🇩🇪"])
@pytest.mark.parametrize("voll", [False, True])
def test_an_emoji_is_drawn_and_is_still_itself_in_the_text(emoji, voll):
    made = pdf.write(html(f"Los {emoji} jetzt"), voll=voll)
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert f"Los {emoji.replace(chr(0xFE0F), '')} jetzt" in text
    assert "Ersatz" not in used_fonts(emoji)


def test_without_any_font_on_the_machine_the_file_still_conforms(tmp_path, monkeypatch):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setattr(fonts, "CONFIGURATION", tmp_path / "fonts.conf")
    (tmp_path / "x.pdf").write_bytes(pdf.write(html(f"{inhalte.SYMBOLS} <b>{inhalte.SYMBOLS}</b>")))
    assert broken(tmp_path / "x.pdf") == []
    assert not {name for name in used_fonts(inhalte.SYMBOLS) if "DejaVu" in name}


def test_every_box_is_a_character_of_its_own():
    font = TTFont(BytesIO(fonts.boxes([0x65E5, 0x672C])))
    assert sorted(font.getBestCmap()) == [0x20, 0x65E5, 0x672C]
    assert len(set(font.getBestCmap().values())) == 3


def test_without_emoji_no_file_of_them_is_read(monkeypatch):
    monkeypatch.setattr(fonts, "_emoji_path", lambda slice_: pytest.fail("read"))
    assert not [name for name in fonts.fonts_for("Äpfel „für“ 5 € Türkçe").files if "emoji" in name]


def test_head_and_foot_have_emoji_as_well():
    _, (zeichen, emoji) = fonts.files_for("Los 🚀")
    assert zeichen == {"🚀"}
    assert 0x1F680 in TTFont(BytesIO(emoji)).getBestCmap()


def test_the_environment_is_left_as_it_was(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    with fonts.only_known_fonts():
        assert fonts.os.environ["FONTCONFIG_FILE"].endswith("papers/fonts.conf")
    assert fonts.os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"
