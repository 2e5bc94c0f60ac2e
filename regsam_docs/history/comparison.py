"""Two revisions of a content repository → what changed: only areas in which an object differs are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from regsam_docs import changes, check, seal
from regsam_docs.changes import Change, Content, State
from regsam_docs.changes.change import Changeset, area_of
from regsam_docs.changes.naming import WordLists
from regsam_docs.finding import Trouble
from regsam_docs.german import counted
from regsam_docs.history import states
from regsam_docs.history.states import Snapshot, both_seen, committed, working
from regsam_docs.model.settings import Issuer, Settings
from regsam_docs.render import templates
from regsam_docs.repository import contents, paths
from regsam_docs.repository.layout import Layout, layout
from regsam_docs.repository.tree import Tree
from regsam_docs.schema.schemas import references
from regsam_docs.schema.sheet import digest_of
from regsam_docs.seal import integrity
from regsam_docs.selection import sheets
from regsam_docs.selection.sheets import ENDINGS
from regsam_docs.selection.table import Table
from regsam_docs.system import disk, git
from regsam_docs.system.git import Repository

READABLE = "verglichen ist, was sich lesen lässt. Einzelheiten: regsam-docs check"

MOST_CHECKED = 25
"""Most areas whose rules are checked for the notice that the newer state has findings; of more, only unreadable files count."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states, and what changed between them as it is told. `areas`: slugs of the areas in which anything differs, as they are
    or were called."""

    base: Snapshot
    head: Snapshot
    changeset: Changeset
    areas: frozenset[str]


def compare(
    root: Path,
    base: str | None,
    head: str | None = None,
    since_signing: str | None = None,
) -> Comparison:
    """Compare two revisions. `head` None is the working tree. `base` may name both (`revisions.sides`). `since_signing`: slug of
    an area; the base is then the commit that sealed or signed its agreement.

    Raises Trouble for what git cannot give.
    """
    repository = git.open_repository(root)
    notices: list[str] = []
    if since_signing is not None:
        base, said = signing(repository, since_signing, head)
        notices += said
    elif base is None:
        raise Trouble("Womit soll verglichen werden? Aufruf: regsam-docs diff BASIS [KOPF], z. B. regsam-docs diff main.")
    else:
        base, head = states.sides(repository, base, head)
    before = committed(repository, base, head)
    after = working(root, repository) if head is None else committed(repository, head)
    before, after, unseen = both_seen(repository, before, after)
    notices += unseen
    found = compare_states(before, after)
    changeset = replace(found.changeset, notices=(*notices, *found.changeset.notices))
    if since_signing is None:
        return replace(found, changeset=changeset)
    kept = tuple(change for change in changeset.changes if change.area in (since_signing, ""))
    return replace(found, changeset=replace(changeset, changes=kept), areas=found.areas & {since_signing})


# ---- signing


def signing(repository: Repository, slug: str, head: str | None) -> tuple[str, list[str]]:
    """The commit in which an area's agreement was sealed, else the first in which both parties had signed it; and what is to
    be said about it. Sealing again what was added is no signing: the first seal of the same clauses counts."""
    folder = f"{paths.AREAS}/{slug}"
    start = states.resolve(repository, head or states.HEAD)
    sealed = git.history(repository, [f"{folder}/{paths.SEAL}"], start)
    first, clauses = None, None
    for commit in sealed:
        seal_file = git.objects_below(repository, f"{commit.id}:{repository.prefix}{folder}").get(paths.SEAL)
        if seal_file is None:
            if first is not None:
                break
            continue
        now = _clauses(repository, seal_file[1])
        if first is not None and (now is None or now != clauses):
            break
        first, clauses = commit, now
    if first is not None:
        return first.id, _reach(repository, first)
    for commit in reversed(git.history(repository, [f"{folder}/vereinbarung.yaml"], start)):
        sheet = git.objects_below(repository, f"{commit.id}:{repository.prefix}{folder}").get("vereinbarung.yaml")
        if sheet is not None and _signed(repository, sheet[1], f"{folder}/vereinbarung.yaml"):
            return commit.id, _reach(repository, commit)
    shallow = " Der Klon ist verkürzt; holen Sie den Rest mit: git fetch --unshallow" if git.is_shallow(repository) else ""
    raise Trouble(
        f"Eine von beiden Seiten unterschriebene Vereinbarung von „{slug}“ ist in der Versionsgeschichte nicht zu finden. "
        f"Ist der Name des Ordners unter areas/ richtig?{shallow}"
    )


def _reach(repository: Repository, commit: git.Commit) -> list[str]:
    if not git.is_boundary(repository, commit.id):
        return []
    hint = "unterschrieben wurde vielleicht früher. Den Rest holt: git fetch --unshallow"
    return [f"Der Klon reicht nur bis zu diesem Commit zurück; {hint}"]


def _clauses(repository: Repository, id: str) -> object:
    """What a seal freezes; None if it is damaged."""
    try:
        return seal.decode(git.blob(repository, id))["klauseln"]
    except Trouble:
        return None


def _signed(repository: Repository, id: str, path: str) -> bool:
    data = git.blob(repository, id)
    sheet = check.read(Tree({path: len(data)}, read=lambda name: data), path, "vereinbarung")
    return sheet.data is not None and changes.signed_by_both(sheet.data)


# ---- reading both states


TEXTS = (".yaml", ".md", *contents.TEXTS)
"""Endings of files of which the text counts, not the bytes."""


def _with_same_ids(before: Snapshot, after: Snapshot) -> Snapshot:
    """The newer state with the older one's ids of texts that differ in line ends and the form of their letters alone: a clone on
    Windows has others."""
    both = [path for path in before.ids if path.endswith(TEXTS) and path in before.tree.files and path in after.tree.files]
    other = [path for path in both if before.ids[path] != after.ids.get(path)]
    same = {path: before.ids[path] for path in other if digest_of(before.tree.read(path)) == digest_of(after.tree.read(path))}
    return replace(after, ids={**after.ids, **same}) if same else after


def compare_states(before: Snapshot, after: Snapshot) -> Comparison:
    """Compare two states that are at hand."""
    after = _with_same_ids(before, after)
    differing = {path for path in {*before.ids, *after.ids} if before.ids.get(path) != after.ids.get(path)}
    plans = layout(before.tree), layout(after.tree)
    slugs = frozenset(plans[0].areas) | frozenset(plans[1].areas)
    concerned = frozenset(filter(None, (area_of(path, slugs) for path in differing)))
    reader = _Contents(differing, concerned, _named_by_tasks(differing, plans, slugs))
    old, new = reader.state(before, plans[0]), reader.state(after, plans[1])
    names = {slug: new.name(slug) if slug in new.areas else old.name(slug) for slug in concerned}
    wrong = _unreadable(new) if len(concerned) > MOST_CHECKED else _faults(after, concerned)
    notices = (f"{after.side.said} hat {wrong}; {READABLE}",) if wrong else ()
    found = (*_texts(before, after, plans[0]), *changes.compare(old, new, word_lists()))
    changeset = Changeset(before.side, after.side, found, notices, names, bool(differing) or bool(found))
    return Comparison(before, after, changeset, concerned)


def _texts(before: Snapshot, after: Snapshot, plan: Layout) -> Iterator[Change]:
    """Form texts and templates of the content repository that are not as they were, where a sealed agreement is printed with
    them: `plan` is that of the older state, which says what was sealed."""
    old, new = before.tree.templates(), after.tree.templates()
    altered = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    sealed = _seals(before, plan) if altered else {}
    if not sealed:
        return
    from regsam_docs.seal import wording  # filling templates takes long to load

    own = disk.resource_bytes(paths.TEMPLATES)
    reads = wording.Wordings(own, old), wording.Wordings(own, new)
    result = check.check(before.tree, [paths.SETTINGS, *(f"{paths.AREAS}/{slug}" for slug in sealed)])
    about = {area.slug: integrity.signed(before.tree, area, result.sheets, sealed[area.slug]) for area in result.city.areas}
    otherwise = [slug for slug, signed in about.items() if signed is None or wording.differ(*reads, signed)]
    for name in altered:
        of_form = [slug for slug, form in sealed.items() if name == seal.form_file(form)]
        slugs = of_form or (otherwise if name.endswith(wording.BEARING) else [])
        if slugs:
            called = ", ".join(area.name for area in result.city.areas if area.slug in slugs)
            what = f"{'Formtexte' if of_form else 'Vorlage'} unter der versiegelten Vereinbarung ({called})"
            yield changes.of_template(f"{paths.TEMPLATES}/{name}", what, old.get(name), new.get(name), own.get(name))


def _seals(snapshot: Snapshot, plan: Layout) -> dict[str, int]:
    """Sealed areas with the edition of the form's texts of each; a damaged seal says none."""
    found = {}
    for slug in plan.areas:
        path = f"{paths.AREAS}/{slug}/{paths.SEAL}"
        if path in snapshot.tree.files:
            with suppress(Trouble):
                found[slug] = int(seal.decode(snapshot.tree.read(path))["formtexte"])
    return found


def _named_by_tasks(differing: set[str], plans: tuple[Layout, Layout], slugs: frozenset[str]) -> frozenset[str]:
    """The areas whose differences speak of tasks or attachments, so that all of their minutes must be read."""
    kinds = plans[0].kinds() | plans[1].kinds()
    named = {path: kinds.get(path) for path in differing}
    return frozenset(area_of(path, slugs) for path, kind in named.items() if kind is None or "auftrag" in references(kind))


@dataclass(frozen=True, slots=True)
class _Contents:
    """Reads the contents of the concerned areas and of the city's files that differ; what is the same in both states once, and
    minutes that are the same only where their tasks or attachments are spoken of."""

    differing: set[str]
    areas: frozenset[str]
    with_minutes: frozenset[str]
    read: dict[tuple[str, str], Content] = field(default_factory=dict)

    def state(self, snapshot: Snapshot, plan: Layout) -> State:
        """One state."""
        kinds = plan.kinds()
        every = frozenset(plan.areas)
        wanted = [path for path in snapshot.ids if path in self.differing or area_of(path, every) in self.areas]
        return State({path: self._content(snapshot, path, kinds.get(path), every) for path in sorted(wanted)}, every)

    def _content(self, snapshot: Snapshot, path: str, kind: str | None, areas: frozenset[str]) -> Content:
        id = snapshot.ids[path]
        if (path, id) not in self.read:
            spared = kind == "protokoll" and path not in self.differing and area_of(path, areas) not in self.with_minutes
            self.read[path, id] = _content(snapshot, path, None if spared else kind)
        return self.read[path, id]


def _content(snapshot: Snapshot, path: str, kind: str | None) -> Content:
    id = snapshot.ids[path]
    if path not in snapshot.tree.files:
        return Content(path, id, link=True)
    size = snapshot.tree.files[path]
    if kind is not None:
        sheet = check.read(snapshot.tree, path, kind)
        return Content(path, id, size, kind, sheet.data, _text(snapshot, path))
    if path.endswith((".csv", f"/{paths.SEAL}")):
        return Content(path, id, size, text=_text(snapshot, path))
    if path.endswith(ENDINGS):
        return Content(path, id, size, text=_rows(snapshot.tree.read(path), path))
    return Content(path, id, size)


def _rows(data: bytes, path: str) -> str | None:
    """The rows of a spreadsheet's first sheet as lines; None if it cannot be read."""
    table = sheets.parse(data, path)
    return "\n".join(";".join(row.cells) for row in (table.header, *table.rows)) if isinstance(table, Table) else None


def _text(snapshot: Snapshot, path: str) -> str:
    return snapshot.tree.read(path).decode("utf-8-sig", errors="replace")


def _faults(head: Snapshot, areas: frozenset[str]) -> str:
    """How many errors the concerned areas have, and where; nothing if none."""
    found = check.check(head.tree, [f"{paths.AREAS}/{slug}" for slug in sorted(areas)]).findings if areas else ()
    errors = [f for f in found if f.is_error]
    files = {f.path for f in errors}
    where = errors[0].path if len(files) == 1 else f"{len(files)} Dateien"
    return f"{counted(len(errors), 'Fehler', 'Fehler')} in {where}" if errors else ""


def _unreadable(state: State) -> str:
    files = sum(content.kind is not None and content.data is None for content in state.contents.values())
    return f"Fehler oder Offenes in {counted(files, 'Datei', 'Dateien')}" if files else ""


def word_lists() -> WordLists:
    """The words the documents use for values: the values a place allows → word of each."""
    files = disk.resource_bytes("templates")
    settings = Settings(herausgeber=Issuer(name=""))
    lists = templates.texts(files, settings).words.listen
    return {frozenset(words): {value: word.einzahl for value, word in words.items()} for words in lists.values()}
