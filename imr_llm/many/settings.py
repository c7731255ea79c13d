"""What a run was told that decides its answers: only with the same does it go on."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from imr_llm.pipeline import MODEL_VARIABLE, chosen
from imr_llm.version import __version__

Settings = dict[str, Any]
RUN = "run"
"""Where a row holds the settings of its run."""
INPUT = "input"
"""Where the letters were found, beside what decides the answers."""
INDIFFERENT = {"base_url", "client", "timeout", "answers"}
"""Where and how long a model is asked, and what it need not be: the same model may have moved."""


def settings_of(**options: Any) -> Settings:
    """The settings of a run by the arguments of `extract`: what is written down and compared.

    What is neither a setting of ours nor a number is written as a hash, for it may hold a key.
    """
    named = {name: options.get(name) for name in ("model", "base_url", "client", "also")}
    engine = chosen(options.get("engine", "auto"), **named)
    if engine == "rules":
        return {"engine": engine, "version": __version__}
    from imr_llm.model.also import prompted  # noqa: PLC0415  # not for the rules
    from imr_llm.model.judgment import short_prompts  # noqa: PLC0415
    from imr_llm.model.prompts import load_prompts  # noqa: PLC0415

    told = {name: one for name, one in options.items() if name not in INDIFFERENT}
    also = told.pop("also", None)
    prompts = (short_prompts(), load_prompts()) if engine == "both" else (load_prompts(),)
    for_server = told.pop("options", None) or {}
    return {
        **{name: one if isinstance(one, str) else _plain(one) for name, one in told.items()},
        **{f"options.{name}": _plain(one) for name, one in for_server.items()},
        "engine": engine,
        "model": options.get("model") or os.environ.get(MODEL_VARIABLE),
        **({"also": also.__name__} if also else {}),
        "prompt": ", ".join(one.name for one in prompts),
        "prompt_sha256": ", ".join(prompted(one, also).sha256 for one in prompts),
        "version": __version__,
    }


def differing(before: Settings, now: Settings) -> str:
    """What differs between two runs' settings, in words; empty if nothing does.

    The same letters may be found at another place.
    """
    names = sorted((before.keys() | now.keys()) - {INPUT})
    return ", ".join(
        f"{name} {json.dumps(before.get(name))} there, {json.dumps(now.get(name))} now"
        for name in names
        if before.get(name) != now.get(name)
    )


def _plain(value: Any) -> str | float | bool | None:
    if value is None or isinstance(value, int | float | bool):
        return value
    shown = json.dumps(value, sort_keys=True, default=repr)
    return f"sha256 {hashlib.sha256(shown.encode()).hexdigest()[:16]}"
