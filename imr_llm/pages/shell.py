"""A template with its style and script as one file that may run these two and nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

BASE = Path(__file__).with_name("base.css")


def render(folder: Path, name: str, **told: Any) -> str:
    """The page of `<name>.html.j2`, with `<name>.css` and `<name>.js` beside it inside.

    Whatever is told is escaped. The template prints `style`, `script` and `policy` itself.
    """
    style = asset(BASE) + asset(folder / f"{name}.css")
    script = asset(folder / f"{name}.js")
    loader = jinja2.FileSystemLoader(folder)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(f"{name}.html.j2").render(
        style=Markup(style),  # noqa: S704  # our own files
        script=Markup(script),  # noqa: S704
        policy=policy(style, script),
        **told,
    )


def policy(style: str, script: str) -> str:
    """A content security policy: nothing but this very style and script."""
    hashes = (
        base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (style, script)
    )
    allowed = "style-src 'sha256-{}'; script-src 'sha256-{}'".format(*hashes)
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


@cache
def asset(path: Path) -> str:
    """One of our own files."""
    return path.read_text("utf-8")
