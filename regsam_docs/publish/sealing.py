"""Sealing a signed agreement: check, set the paper once more, write the seal beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from regsam_docs import check, pdf, seal
from regsam_docs.documents import agreement
from regsam_docs.finding import Trouble
from regsam_docs.model.agreement import signed_on
from regsam_docs.publish import publisher as publishing
from regsam_docs.render import templates
from regsam_docs.repository import digests, paths
from regsam_docs.repository.tree import Tree
from regsam_docs.seal import integrity, wording
from regsam_docs.system import disk


def seal_area(root: Path, slug: str) -> tuple[Path, bool]:
    """Seal the agreement of an area, or take what was added to a sealed one into its seal. Gives the seal's path, and
    whether there was anything to seal.

    Raises Trouble if the area does not exist, has errors, is not signed by both parties, or was changed since it was sealed.
    """
    tree = disk.tree(root)
    result = check.check(tree)
    area = next((a for a in result.city.areas if a.slug == slug), None)
    if area is None:
        there = ", ".join(a.slug for a in result.city.areas) or "noch keines"
        raise Trouble(f"Ein Gebiet „{slug}“ gibt es unter areas/ nicht. Es gibt: {there}.")
    folder = f"{paths.AREAS}/{slug}"
    faults = [f for f in result.findings if f.is_error and f.path.startswith((f"{folder}/", paths.SETTINGS))]
    if faults:
        raise Trouble(f"Zuerst ist zu beheben: {faults[0]}")
    signed = signed_on(area.agreement) if area.agreement is not None else None
    if signed is None:
        raise Trouble(
            f"Die Vereinbarung von „{slug}“ ist noch nicht von beiden Seiten unterschrieben. "
            "Tragen Sie zuerst deren Unterschriften in vereinbarung.yaml unter „unterschriften“ ein."
        )
    edition_of_form = _form(tree, folder, signed)
    sheet = result.sheets[f"{folder}/{seal.FILE}"]
    assert sheet.data is not None, "it has no error"
    around = integrity.surroundings(tree, area, edition_of_form, result.city.settings)
    target = root / folder / paths.SEAL
    sealed = seal.decode(tree.read(f"{folder}/{paths.SEAL}")) if f"{folder}/{paths.SEAL}" in tree.files else None
    if sealed is not None and _nothing_new(sealed, sheet.data):
        return target, False
    about = integrity.signed(tree, area, result.sheets, edition_of_form)
    assert about is not None, "it has no error"
    printed = wording.Wordings(disk.resource_bytes(paths.TEMPLATES), tree.templates()).of(about, sealed)
    made = seal.make(sheet.data, around, _paper(result, slug), printed)
    disk.write(target, seal.encode(made))
    return target, True


def _nothing_new(sealed: Mapping[str, Any], agreement: Mapping[str, Any]) -> bool:
    """Whether a seal is as this program writes it and has all there is, the paper too if one can be made."""
    whole = bool(sealed["pdf"]) or pdf.available() is not None
    return sealed["siegel"] == seal.FORMAT and whole and seal.covers(sealed, agreement)


def _form(tree: Tree, folder: str, signed: date) -> int:
    """Edition of the form's texts: the sealed one's own, else the one there was on the day of signature, the product's or the
    content repository's."""
    if f"{folder}/{paths.SEAL}" in tree.files:
        return int(seal.decode(tree.read(f"{folder}/{paths.SEAL}"))["formtexte"])
    edition_of_form = templates.edition_signed({**disk.resource_bytes(paths.TEMPLATES), **tree.templates()}, signed)
    assert edition_of_form is not None, "the product has one"
    return edition_of_form


def _paper(result: check.Result, slug: str) -> str | None:
    """SHA-256 of the agreement's PDF in the internal edition; None where no PDF can be made."""
    if pdf.available() is not None:
        return None
    files = templates.overlay(disk.resource_bytes(paths.TEMPLATES), result.tree.templates())
    publisher = publishing(result, files, "intern")
    assert publisher is not None, "the settings have no error"
    made = publisher.area(slug, lambda name: name == agreement.NAME)
    if made.failed:
        raise Trouble(next(iter(made.failed.values())))
    jobs = [document.job for document in made.rendered if document.job is not None]
    return digests.digest(pdf.make(jobs[0])) if jobs else None
