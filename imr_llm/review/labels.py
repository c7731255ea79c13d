"""What people decided of a record as labels, as the evaluation takes them.

Only what was decided is in a label; what is left out is not scored. A list of parts is there whole
or not at all: items where every title was decided, events where every date and kind was.
"""

from __future__ import annotations

from typing import Any

WHOLE = {"items": ("title",), "events": ("date", "kind"), "citations": ("title",)}
"""Of a list of parts what must have been decided of each part, for the list to be a label."""
NOTHING = object()


def label_of(record: dict[str, Any], decided: set[str]) -> dict[str, Any]:
    """The record's part that was decided.

    Args:
        record: the record as JSON, with what was corrected.
        decided: the paths of the values that were confirmed or corrected.
    """
    kept = _kept("", record, decided)
    return kept if isinstance(kept, dict) else {}


def _kept(path: str, value: Any, decided: set[str]) -> Any:
    if isinstance(value, dict):
        parts = {
            name: _kept(f"{path}.{name}" if path else name, one, decided)
            for name, one in value.items()
        }
        return {name: one for name, one in parts.items() if one is not NOTHING} or NOTHING
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return _parts(path, value, decided)
    if path in decided:
        return value
    each = (
        isinstance(value, list)
        and value
        and all(f"{path}[{at}]" in decided for at in range(len(value)))
    )
    return value if each else NOTHING


def _parts(path: str, value: list[Any], decided: set[str]) -> Any:
    needed = WHOLE.get(path.rpartition(".")[2], ())
    paths = [f"{path}[{at}]" for at in range(len(value))]
    if not all(f"{one}.{name}" in decided for one in paths for name in needed):
        return NOTHING
    return [_kept(one, part, decided) for one, part in zip(paths, value, strict=True)]
