"""What the shell offers on the tab key for words that depend on the content repository."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from regsam_docs import disk, paths
from regsam_docs.layout import Layout, layout
from regsam_docs.trouble import Trouble

PATH = click.Path(readable=False)
"""Type of an argument for which the shell offers files; whether it can be read is for the command to say."""


def areas(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Slugs of the areas."""
    plan = _layout(ctx)
    return _offered(plan.areas, begun) if plan else []


def selections(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Names of the selections."""
    plan = _layout(ctx)
    return _offered(plan.selections, begun) if plan else []


def _layout(ctx: click.Context) -> Layout | None:
    """What lies where, by names alone; None where there is no content repository, for nobody asked to be told."""
    given: Path | None = ctx.find_root().params.get("root")  # the program itself has not run yet
    place = given or disk.find_root(Path.cwd())
    if place is not None and (place / paths.AREAS).is_dir():
        with suppress(Trouble):
            return layout(disk.tree(place))
    return None


def _offered(names: Iterable[str], begun: str) -> list[str]:
    return [name for name in names if name.startswith(begun)]
