"""Write the pinyin initials of every name into the code tables, so that the program needs no pinyin library.

Run it after editing a table of ``resources/codes``: ``python installer/add_initials.py``.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pypinyin import Style, lazy_pinyin

CODES = Path(__file__).parent.parent / "resources" / "codes"
TABLES = ("function-subjects.csv", "economic-subjects.csv", "gov-economic-subjects.csv")


def initials(name: str) -> str:
    """The first letters of a name's syllables, lower case: 小学教育 gives ``xxjy``."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return "".join(ch for ch in letters.lower() if ch.isascii() and ch.isalnum())


def with_initials(text: str) -> str:
    """A table with its column ``initials`` filled from its column ``name``."""
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = [*(name for name in rows[0] if name != "initials"), "initials"]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "initials": initials(row["name"])} for row in rows)
    return out.getvalue()


def main() -> None:
    """Rewrite every table in place."""
    for table in TABLES:
        path = CODES / table
        path.write_text(with_initials(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
