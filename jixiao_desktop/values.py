"""``dataclass`` as this program uses it: values that compare and hash by their fields.

To the type checker it is the one of the standard library, and ``frozen`` is kept by it alone: making
each class refuse assignments at run time too, and print itself with a function of its own, would cost
every start, down to ``check``, an eighth of its time.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: Any = None, /, *, frozen: bool = False, **options: Any) -> Any:
        """Make a class a dataclass; takes the options of the standard library's."""
        if cls is None:
            return lambda made: dataclass(made, frozen=frozen, **options)
        own_words = "__repr__" in vars(cls)
        made = dataclasses.dataclass(cls, unsafe_hash=frozen, repr=False, **options)
        if not own_words:
            made.__repr__ = _told
        return made


def _told(value: Any) -> str:
    """A value in words for error reports and tests, without what was left empty."""
    told = (
        f"{item.name}={getattr(value, item.name)!r}"
        for item in dataclasses.fields(value)
        if item.repr and getattr(value, item.name) is not None
    )
    return f"{type(value).__qualname__}({', '.join(told)})"
