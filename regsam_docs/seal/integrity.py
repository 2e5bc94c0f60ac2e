"""Whether the sealed agreements of a tree are as they were sealed (V06), and what belongs to a signed one beside its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from regsam_docs import seal
from regsam_docs.finding import Finding, Problem, Trouble, finding
from regsam_docs.model import Area
from regsam_docs.model.settings import Settings
from regsam_docs.repository import contents, paths
from regsam_docs.repository.tree import Tree
from regsam_docs.schema.sheet import Sheet, digest_of, digests_before
from regsam_docs.seal import V06, Surroundings
from regsam_docs.system import disk

if TYPE_CHECKING:
    from regsam_docs.seal import wording

FORMAT = 1
"""Version of the file format (docs/format.md); the schema of `regsam.yaml` allows no other."""


def changed(tree: Tree, area: Area, sheets: Mapping[str, Sheet], settings: Settings | None) -> Iterator[Finding]:
    """V06: a sealed agreement that is not as it was sealed. `sheets`: by name relative to the area."""
    path = f"{paths.AREAS}/{area.slug}/{paths.SEAL}"
    profile = "gebiet.yaml"  # without it, the area's name is not known
    if path not in tree.files or profile not in area.files or not area.unread.isdisjoint({seal.FILE, profile}):
        return
    sheet = sheets.get(seal.FILE)
    try:
        if sheet is None or sheet.data is None:
            raise Trouble("Die versiegelte „vereinbarung.yaml“ fehlt. Holen Sie sie aus der Versionsgeschichte zurück.")
        sealed = seal.decode(tree.read(path))
        if sealed["formtexte"] not in seal.EDITIONS and seal.form_file(sealed["formtexte"]) not in tree.templates():
            raise Trouble(
                f"Unterschrieben wurde mit Ausgabe {sealed['formtexte']} der Formtexte, die diese Fassung von regsam-docs nicht "
                "hat. Installieren Sie die neueste Fassung (regsam-docs.version), oder holen Sie die Texte nach templates/texte/ "
                "zurück."
            )
    except Trouble as unreadable:
        yield finding(path, 1, 1, V06, str(unreadable))
        return
    around = surroundings(tree, area, sealed["formtexte"], settings)
    for problem in seal.differences(sealed, sheet.data, around):
        yield sheet.locate(V06, problem)


def surroundings(tree: Tree, area: Area, form: int, settings: Settings | None) -> Surroundings:
    """What belongs to an area's signed agreement beside its file. `form`: edition of the form's standing texts."""
    name = area.agreement.umgriff.karte if area.agreement else None
    path = f"{paths.AREAS}/{area.slug}/{name}"
    picture = tree.read(path) if name and path in tree.files else None
    if picture is not None and contents.unfit_attachment(picture):
        picture = None  # a pointer says nothing of the picture
    shown = digest_of(picture) if picture is not None else None
    district = area.profile.stadtbezirk if area.profile else None
    names: dict[str, str | None] = {}
    if settings is not None:
        forms = settings.partner_formen
        names = {
            "partner": settings.partner,
            "gebietsbezeichnung": settings.gebietsbezeichnung,
            "partner_formen": f"{forms.genitiv}, {forms.dativ}, {forms.akkusativ}" if forms is not None else None,
            "grundlage": settings.grundlage,
            "stadtbezirk": f"{district.nummer} {district.name or ''}".strip() if district is not None else None,
        }
    earlier = digests_before(picture) if picture is not None else frozenset()
    return Surroundings(area.name, FORMAT, form, shown, names, _form_texts(tree, form), earlier)


def _form_texts(tree: Tree, form: int) -> str | None:
    """Digest of the form's texts in force: the product's are known without reading them."""
    theirs = tree.templates().get(seal.form_file(form))
    return seal.EDITIONS.get(form) if theirs is None else seal.form_digest(theirs)


def reworded(tree: Tree, areas: Iterable[Area], sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """V06: templates, styles or words under a sealed agreement that let it say something else. `sheets`: by path from the
    root. Pages are only filled where the templates are not those there were when it was sealed."""
    sealed = [(area, one) for area in areas if (one := _sealed(tree, area.slug)) is not None]
    theirs = tree.templates() if sealed else {}
    if not any(theirs or one["vorlagen"] for _, one in sealed):
        return
    from regsam_docs.seal import wording  # it fills templates, which a check hardly ever needs

    judge = wording.Wordings(disk.resource_bytes(paths.TEMPLATES), theirs)
    for area, one in sealed:
        sheet, about = sheets.get(f"{paths.AREAS}/{area.slug}/{seal.FILE}"), signed(tree, area, sheets, one["formtexte"])
        if sheet is None or about is None or judge.kept(one, about):
            continue
        names = ", ".join(f"templates/{name}" for name in sorted({*judge.bearing, *one["vorlagen"]}))
        message = (
            f"Die Vereinbarung ist versiegelt und läse sich mit den Vorlagen dieses Repositorys ({names}) anders, als sie "
            "unterschrieben wurde. Machen Sie deren Änderung rückgängig, oder ändern Sie daran nur, was den Wortlaut lässt."
        )
        yield sheet.locate(V06, Problem(seal.FILE, (), message, at="first_key"))


def _sealed(tree: Tree, slug: str) -> dict[str, Any] | None:
    """An area's seal; None if it has none, or a damaged one, which is a finding of its own."""
    path = f"{paths.AREAS}/{slug}/{paths.SEAL}"
    try:
        return seal.decode(tree.read(path)) if path in tree.files else None
    except Trouble:
        return None


def signed(tree: Tree, area: Area, sheets: Mapping[str, Sheet], form: int) -> wording.Signed | None:
    """An area's agreement with what is printed around it; None as long as a file it is made of cannot be read. `form`: edition
    of the form's texts."""
    from regsam_docs.documents.agreement import plans
    from regsam_docs.documents.plan import area_version
    from regsam_docs.seal import wording

    start, settings = f"{paths.AREAS}/{area.slug}/", sheets.get(paths.SETTINGS)
    data = {path.removeprefix(start): s.data for path, s in sheets.items() if path.startswith(start) and s.data is not None}
    if settings is None or settings.data is None or not {seal.FILE, "gebiet.yaml"} <= data.keys():
        return None

    def other(path: str) -> str | None:
        return digest_of(tree.read(path)) if path in tree.files else None

    fassung = area_version(next(plans(area)), area.slug, sheets, other)
    logo = settings.data.get("logo")
    return wording.Signed(area, data, settings.data, form, fassung, f"{paths.AREAS}/{logo}" in tree.files if logo else False)
