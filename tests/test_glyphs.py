"""Which characters the bundled fonts can draw."""

from __future__ import annotations

from jixiao_desktop.glyphs import characters_without_glyph
from jixiao_desktop.resources import resource_path


def test_rare_characters_of_names_have_glyphs() -> None:
    assert characters_without_glyph("赟喆堃昇旸垚玥翀−—【】〔〕≥≤") == ""


def test_characters_that_no_font_has_are_named_once_in_order() -> None:
    assert characters_without_glyph("好\U00020089坏\U0002003e和\U00020089\n\u3000") == "\U00020089\U0002003e"


def test_the_character_maps_are_read_as_freetype_reads_them() -> None:
    from matplotlib.ft2font import FT2Font

    drawn = {
        code for path in resource_path("fonts").glob("*.otf") for code in FT2Font(str(path)).get_charmap()
    }
    every = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    shown = {c for c in every if c.isprintable() and not c.isspace()}
    assert set(characters_without_glyph("".join(every))) == {c for c in shown if ord(c) not in drawn}
