"""Pictures of pages, drawn off the window's thread and kept while they are near."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ui.handin.paper import Paper

KEPT = 16
Key = tuple[int, float]
"""A page and its scale in pixels a point."""


class PagePainter(QObject):
    """Draws the pages of one paper after the other; the paper can be exchanged."""

    drawn = Signal(int)
    """A page has a new picture."""
    _settled = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(max_workers=1)
        self._paper: Paper | None = None
        self._pictures: OrderedDict[Key, QImage] = OrderedDict()
        self._old: OrderedDict[Key, QImage] = OrderedDict()
        self._asked: dict[Key, Future[QImage]] = {}
        self._settled.connect(self._take)

    def show_paper(self, paper: Paper | None) -> None:
        """Draw another paper from now on; pictures of the old one stay in view until they are replaced."""
        self._forget(())
        self._asked.clear()
        self._paper = paper
        self._old, self._pictures = self._pictures, OrderedDict()

    def picture(self, page: int, scale: float) -> QImage | None:
        """The picture of a page; None while it is being drawn."""
        key = (page, round(scale, 4))
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        self._ask(key)
        return None

    def stand_in(self, page: int) -> QImage | None:
        """Any picture of the page to show until the right one is there."""
        for pictures in (self._pictures, self._old):
            for (other, _), image in reversed(pictures.items()):
                if other == page:
                    return image
        return None

    def want(self, keys: Iterable[Key]) -> None:
        """Draw these, and nothing else that was asked for before."""
        wanted = [(page, round(scale, 4)) for page, scale in keys]
        self._forget(wanted)
        for key in wanted:
            if key not in self._pictures:
                self._ask(key)

    def _ask(self, key: Key) -> None:
        if self._paper is None or key in self._asked:
            return
        future = self._threads.submit(self._paper.picture, *key)
        self._asked[key] = future
        future.add_done_callback(lambda made: self._settled.emit(key, made))

    def _forget(self, wanted: Iterable[Key]) -> None:
        kept = set(wanted)
        for key in [key for key in self._asked if key not in kept]:
            future = self._asked.pop(key)
            if not future.cancel():
                self._asked[key] = future

    def _take(self, key: Key, made: Future[QImage]) -> None:
        if self._asked.get(key) is not made:
            return
        del self._asked[key]
        if made.cancelled():
            return
        self._pictures[key] = made.result()
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.drawn.emit(key[0])

    def stop(self) -> None:
        """Wait for what is being drawn; nothing is drawn after it."""
        self._settled.disconnect(self._take)
        self._threads.shutdown(wait=True, cancel_futures=True)
