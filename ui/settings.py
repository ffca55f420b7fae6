"""What the window remembers: font size, unit of entry, folded panels, last place, recent files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from ui.theme import FONT_SIZES

MAX_RECENT = 8


class Settings:
    """A small ini file; every entry has a usable default.

    What is asked for at every edit is read from the file once.
    """

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            from platformdirs import user_config_path

            file = user_config_path("jixiao-desktop", appauthor=False) / "window.ini"
        self._store = QSettings(str(file), QSettings.Format.IniFormat)
        self._unit = "元" if self._store.value("entry/unit", "万元") == "元" else "万元"
        name = str(self._store.value("look/font", "标准"))
        self._font_size = name if name in FONT_SIZES else "标准"
        self._folded: dict[str, bool] = {}

    @property
    def font_size(self) -> str:
        """The chosen name of FONT_SIZES."""
        return self._font_size

    @font_size.setter
    def font_size(self, name: str) -> None:
        self._font_size = name
        self._store.setValue("look/font", name)

    @property
    def unit(self) -> str:
        """元 or 万元: the unit in which amounts are entered and shown."""
        return self._unit

    @unit.setter
    def unit(self, unit: str) -> None:
        self._unit = unit
        self._store.setValue("entry/unit", unit)

    def folded(self, panel: str) -> bool:
        """Whether a panel is folded away."""
        if panel not in self._folded:
            self._folded[panel] = str(self._store.value(f"folded/{panel}", "false")) == "true"
        return self._folded[panel]

    def set_folded(self, panel: str, folded: bool) -> None:
        """Remember whether a panel is folded away."""
        self._folded[panel] = folded
        self._store.setValue(f"folded/{panel}", "true" if folded else "false")

    def recent(self) -> list[str]:
        """Files opened lately, the last one first."""
        stored = self._store.value("files/recent", [])
        if isinstance(stored, str):
            return [stored] if stored else []
        return [str(item) for item in stored] if isinstance(stored, list | tuple) else []

    def remember_file(self, path: str) -> None:
        """Put a file at the head of the recent ones."""
        others = [item for item in self.recent() if item != path]
        self._store.setValue("files/recent", [path, *others][:MAX_RECENT])

    def forget_file(self, path: str) -> None:
        """Take a file that is gone off the list."""
        self._store.setValue("files/recent", [item for item in self.recent() if item != path])

    def place(self, file: str) -> tuple[str, str]:
        """The page and field where the work on a file was left; empty texts at first."""
        stored = str(self._store.value(f"places/{_key(file)}", ""))
        page, _, spot = stored.partition("|")
        return page, spot

    def remember_place(self, file: str, page: str, spot: str) -> None:
        """Remember where the work on a file is left."""
        self._store.setValue(f"places/{_key(file)}", f"{page}|{spot}")

    def folder(self, purpose: str) -> str:
        """The folder used last for a purpose."""
        return str(self._store.value(f"folders/{purpose}", ""))

    def remember_folder(self, purpose: str, folder: str) -> None:
        """Remember the folder used for a purpose."""
        self._store.setValue(f"folders/{purpose}", folder)

    def word(self, purpose: str) -> str:
        """A short text that was entered last for a purpose."""
        return str(self._store.value(f"words/{purpose}", ""))

    def remember_word(self, purpose: str, text: str) -> None:
        """Remember a short text for the next time."""
        self._store.setValue(f"words/{purpose}", text)

    @property
    def geometry(self) -> QByteArray | None:
        """The window's place on the screen."""
        stored = self._store.value("window/geometry")
        return stored if isinstance(stored, QByteArray) and not stored.isEmpty() else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("window/geometry", geometry)

    def save(self) -> None:
        """Write everything to the file now."""
        self._store.sync()


def _key(file: str) -> str:
    """A file's path as a key of the ini file."""
    return file.replace("\\", "¦").replace("/", "¦")
