"""Read a pack and everything that it extends (继承)."""

from __future__ import annotations

from pathlib import Path

from jixiao_desktop.packs.model import Pack, as_mapping, as_text, required
from jixiao_desktop.packs.source import Mapping, PackError, Place, make_text, read_yaml
from jixiao_desktop.resources import resource_path


def load_pack(pack_id: str, root: Path | None = None) -> Pack:
    """The pack with this id. Raises PackError when there is none or it is badly written."""
    root = root or resource_path("packs")
    lineage = _lineage(pack_id, root)
    layers = {layer: _settings(root, layer) for layer in lineage}
    settings = _merged([layers[layer] for layer in reversed(lineage)])
    first, last = _years(settings)
    return Pack(
        id=pack_id,
        name=as_text(required(settings, "名称")),
        first_year=first,
        last_year=last,
        region=as_text(settings.get("地区", make_text("", settings.place))),
        versions={layer: _version(own) for layer, own in layers.items()},
        settings=settings,
        folders=tuple(root / layer for layer in reversed(lineage)),
    )


def list_packs(root: Path | None = None) -> tuple[Pack, ...]:
    """Every pack that a unit can choose, by id; those marked ``可选: 否`` only serve others."""
    root = root or resource_path("packs")
    packs = [
        load_pack(folder.name, root) for folder in sorted(root.iterdir()) if (folder / "pack.yaml").is_file()
    ]
    return tuple(pack for pack in packs if pack.settings.get("可选", "是") != "否")


def _lineage(pack_id: str, root: Path) -> list[str]:
    lineage: list[str] = []
    current: str | None = pack_id
    place = Place(pack_id, 1)
    while current is not None:
        if current in lineage:
            raise PackError(place, f"「{current}」绕回了自己，请检查「继承」")
        if not _is_pack(root, current):
            raise PackError(place, unknown_pack(current, root))
        lineage.append(current)
        settings = _settings(root, current)
        parent = settings.get("继承")
        place = settings.place_of("继承")
        current = None if parent is None else str(as_text(parent))
    return lineage


def unknown_pack(pack_id: str, root: Path | None = None) -> str:
    """The sentence for a pack that there is not, with those that can be chosen."""
    root = root or resource_path("packs")
    ids = (folder.name for folder in sorted(root.iterdir()) if _is_pack(root, folder.name))
    known = (name for name in ids if _settings(root, name).get("可选", "是") != "否")
    return f"没有模板「{pack_id}」，可用：{'、'.join(known)}"


def is_pack(pack_id: str, root: Path | None = None) -> bool:
    """Whether there is a pack with this id."""
    return _is_pack(root or resource_path("packs"), pack_id)


def _is_pack(root: Path, pack_id: str) -> bool:
    return pack_id == Path(pack_id).name and (root / pack_id / "pack.yaml").is_file()


def _settings(root: Path, pack_id: str) -> Mapping:
    return as_mapping(read_yaml(root / pack_id / "pack.yaml", f"{pack_id}/pack.yaml"))


def _merged(layers: list[Mapping]) -> Mapping:
    """The child's settings over its parents'; maps merge, everything else replaces.

    年度 is replaced whole; 可选 and 版本 are said of one pack only and are not inherited.
    """
    result = Mapping()
    result.place, result.key_places = layers[-1].place, {}
    for layer in layers:
        result.pop("可选", None)
        result.pop("版本", None)
        for key, value in layer.items():
            below = result.get(key)
            if isinstance(below, Mapping) and isinstance(value, Mapping) and key != "年度":
                value = _merged([below, value])
            result[key] = value
            result.key_places[key] = layer.place_of(key)
    return result


def _version(own: Mapping) -> str:
    text = as_text(required(own, "版本"))
    if not all(part.isdecimal() for part in text.split(".")):
        raise PackError(text.place, f"版本「{text}」应写成 1.0 这样的数字")
    return str(text)


def _years(settings: Mapping) -> tuple[int | None, int | None]:
    node = settings.get("年度")
    if node is None:
        return None, None
    years = as_mapping(node)
    return _year(years, "从"), _year(years, "到")


def _year(years: Mapping, key: str) -> int | None:
    if key not in years:
        return None
    text = as_text(years[key])
    if not text.isdecimal():
        raise PackError(text.place, f"「{text}」不是年度")
    return int(text)
