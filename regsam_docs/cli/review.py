"""`regsam-docs review`: what CI tells people below a pull request or merge request."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from regsam_docs import check
from regsam_docs.check import mending
from regsam_docs.cli.shared import FOLDER, root
from regsam_docs.finding import Trouble
from regsam_docs.harmless import as_markup, printable
from regsam_docs.history import comparison
from regsam_docs.limits import BUNDLE_BYTES
from regsam_docs.review import comments, github, gitlab
from regsam_docs.review.comments import Bundle, Request
from regsam_docs.system import disk
from regsam_docs.system.forge import Denied, Forge

EPILOG = """\b
Beispiele (so rufen es die mitgelieferten Abläufe auf):
  regsam-docs review make --pull 12 --base COMMIT --head COMMIT --output ORDNER
  regsam-docs review post github
  regsam-docs review post gitlab

Wie der Kommentar entsteht, und warum in zwei Schritten: docs/sicherheit.md"""

REDLINE = "gegenueberstellung.html"


@click.group(epilog=EPILOG, subcommand_metavar="BEFEHL …")
def command() -> None:
    """Schreibt unter einen Pull Request, was er ändert, was gefunden wurde und was sich von selbst verbessern lässt."""


@command.command()
@click.option("--pull", type=click.IntRange(min=1), required=True, metavar="NUMMER", help="Nummer des Pull Requests.")
@click.option("--base", required=True, metavar="COMMIT", help="Worauf er zielt.")
@click.option("--head", required=True, metavar="COMMIT", help="Sein neuester Commit.")
@click.option("--output", required=True, type=FOLDER, metavar="ORDNER", help="Wohin.")
@click.option("--redline", is_flag=True, help="Auch die Gegenüberstellung der (internen) Dokumente schreiben.")
def make(pull: int, base: str, head: str, output: Path, redline: bool) -> int:
    """Sammelt, was zu sagen ist, in einer Datei. Braucht keine Rechte und fragt niemanden."""
    place = root()
    found = comparison.compare(place, f"{base}...{head}")
    tree = found.head.tree
    findings = check.check(tree).findings
    made = comments.bundle(pull, found.changeset.head.commit or "", found.changeset, findings, mending.mend(tree, findings).files)
    disk.write(output / comments.NAME, comments.encode(made))
    if redline:
        from regsam_docs.history.redlining import redline as pages

        disk.write(output / REDLINE, as_markup(pages(place, found)).encode())
    click.echo(f"Geschrieben: {printable(str(output / comments.NAME))}")
    return 0


@command.group(subcommand_metavar="PLATTFORM …")
def post() -> None:
    """Macht aus solchen Dateien Kommentare. Was darin steht, gilt als fremd und wird nur als Text gezeigt."""


@post.command("github")
def post_github() -> int:
    """Im Ablauf „workflow_run“ auf GitHub, mit GITHUB_TOKEN."""
    run, forge = _run(Path(env("GITHUB_EVENT_PATH"))), hub()
    at = f"/repos/{run.repository}"
    artifacts = list(forge.every(f"{at}/actions/runs/{run.id}/artifacts", github.HubArtifact, "artifacts"))
    ours = next((one for one in artifacts if one.name == github.BUNDLE and not one.expired), None)
    if ours is None:
        return _done("Der Ablauf hat keinen Bericht hinterlassen.")
    if ours.size_in_bytes > BUNDLE_BYTES:
        raise Trouble(f"Der Bericht ist größer als {BUNDLE_BYTES} Bytes; daraus entsteht kein Kommentar.")
    bundle = comments.decode(unpacked(forge.send("GET", f"{at}/actions/artifacts/{ours.id}/zip")))
    pull = forge.ask(f"{at}/pulls/{bundle.pull}", github.Pull)
    if not github.wanted(run, bundle, pull):
        return _done("Zu diesem Pull Request gibt es schon einen neueren Stand, oder er ist geschlossen.")
    there = forge.every(f"{at}/issues/{bundle.pull}/comments", github.HubComment)
    _ask(forge, [github.one_comment(run, bundle, there, github.links(run, artifacts))])
    noted = list(forge.every(f"{at}/pulls/{bundle.pull}/comments", github.HubComment))
    changed = list(forge.every(f"{at}/pulls/{bundle.pull}/files", github.HubFile))
    _ask(forge, github.suggestions(run, bundle, noted, changed))
    return _done("Der Kommentar ist auf dem neuesten Stand.")


class _Event(msgspec.Struct):
    class Ran(msgspec.Struct):
        id: int
        head_sha: str
        head_repository: github.HubRepo

    workflow_run: Ran
    repository: github.HubRepo


def _run(event: Path) -> github.HubRun:
    """The run that an event is about. The runner wrote the file; nothing in it is a pull request's own word."""
    try:
        said = msgspec.json.decode(disk.read_bytes(event), type=_Event)
        whole = {
            "repository": said.repository.full_name,
            "id": said.workflow_run.id,
            "head": said.workflow_run.head_sha,
            "head_repository": said.workflow_run.head_repository.full_name,
            "server": os.environ.get("GITHUB_SERVER_URL", ""),
        }
        return msgspec.convert(whole, github.HubRun)
    except ValueError:
        raise Trouble("Das ist kein Ereignis „workflow_run“ von GitHub. Der Befehl gehört in dessen Ablauf.") from None


def unpacked(archive: bytes) -> bytes:
    """The bundle in an archive; whatever else lies in it is not even unpacked. Raises Trouble."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(comments.NAME) as file:
            return file.read(BUNDLE_BYTES + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise Trouble("Das Archiv enthält keinen Bericht, der sich lesen lässt; daraus entsteht kein Kommentar.") from None


@post.command("gitlab")
def post_gitlab() -> int:
    """Nach Zeitplan auf GitLab, für alle offenen Merge Requests.

    Der Zugang steht in der Umgebungsvariablen REGSAM_DOCS_TOKEN.
    """
    forge = lab()
    project, address = int(env("CI_PROJECT_ID")), env("CI_PROJECT_URL")
    me = forge.ask("/user", gitlab.LabUser)
    failed = 0
    for opened in list(forge.every(f"/projects/{project}/merge_requests?state=opened", gitlab.Merge)):
        try:
            _merge(forge, f"/projects/{project}/merge_requests/{opened.iid}", me, address)
        except Trouble as trouble:  # one that is wrong leaves the others theirs
            click.echo(f"!{opened.iid}: {trouble}", err=True)
            failed += 1
    if failed:
        raise Trouble("Nicht jeder Merge Request hat seinen Kommentar; die Gründe stehen oben.")
    return _done("Alle Kommentare sind auf dem neuesten Stand.")


def _merge(forge: Forge, at: str, me: gitlab.LabUser, address: str) -> None:
    merge = forge.ask(at, gitlab.Merge)
    if merge.head_pipeline is None:
        return
    where = f"/projects/{merge.head_pipeline.project_id}"
    jobs = forge.every(f"{where}/pipelines/{merge.head_pipeline.id}/jobs", gitlab.LabJob)
    job = next((one for one in jobs if one.name == gitlab.JOB), None)
    bundle = _left(forge, f"{where}/jobs/{job.id}/artifacts/{comments.NAME}") if job is not None else None
    if job is None or bundle is None or not gitlab.wanted(bundle, merge):
        return
    notes = forge.every(f"{at}/notes", gitlab.LabNote)
    _ask(forge, gitlab.one_note(at, bundle, notes, me, gitlab.links(merge, job, address)))
    discussions = list(forge.every(f"{at}/discussions", gitlab.LabDiscussion))
    changed = list(forge.every(f"{at}/diffs", gitlab.LabFile))
    _ask(forge, gitlab.suggestions(at, bundle, discussions, me, merge, changed))


def _left(forge: Forge, path: str) -> Bundle | None:
    """The bundle that a job left, if it left one."""
    try:
        return comments.decode(forge.send("GET", path))
    except Denied as refused:
        if refused.status == 404:  # the job is not done yet
            return None
        raise


def _ask(forge: Forge, requests: Iterable[Request]) -> None:
    """Send requests in order. A suggestion that the platform does not take (a line it does not show) costs only itself."""
    for one in list(requests):
        try:
            forge.send(one.method, one.path, one.body)
        except Denied as refused:
            if refused.status not in (404, 422) or one.path.endswith(("/comments", "/notes")):
                raise
            click.echo(f"Ein Vorschlag ist nicht angekommen: {refused}", err=True)


def env(name: str) -> str:
    """A variable that a platform's runner sets. Raises Trouble where it is missing."""
    value = os.environ.get(name, "")
    if not value:
        raise Trouble(f"Die Umgebungsvariable {name} fehlt. Dieser Befehl gehört in die mitgelieferten Abläufe.")
    return value


def hub() -> Forge:
    """GitHub, as its workflow names it. Raises Trouble outside of one."""
    token = {"Authorization": f"Bearer {env('GITHUB_TOKEN')}", "Accept": "application/vnd.github+json"}
    return Forge(env("GITHUB_API_URL"), token)


def lab() -> Forge:
    """GitLab, as its pipeline names it. Raises Trouble outside of one."""
    return Forge(env("CI_API_V4_URL"), {"PRIVATE-TOKEN": env("REGSAM_DOCS_TOKEN")})


def _done(said: str) -> int:
    click.echo(said)
    return 0
