"""The forms in the browser, from the shell of their steps to a branch in a real repository and the pull request asked for.

The platform's API is one on this machine; git pushes into a bare repository there.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.cli.errand import DOES
from regsam_docs.scaffold.errands import BY_NAME, variable
from tests.planted import KINDS, Canary
from tests.shipped import bare
from tests.shipped.conftest import INSTALLED, ROOT, Repository
from tests.shipped.test_steps import loaded, script

AREA = "areas/musterviertel"
GOALS = """\
# Von Hand
stand: 2026-01-01
handlungsfelder:
  - id: H1
    titel: Wohnen
    bedarf: Es fehlt ein Treffpunkt.
    ziele:
      - id: Z4
        titel: Ein Treffpunkt
        indikator: Es gibt ihn  # gezählt
  - id: H2
    titel: Bildung
    bedarf: Es fehlt an Plätzen.
    ziele:
      - {id: Z5, titel: Plätze, indikator: Zahl}
"""
MEETING = "sitzungsnummer: 1\ndatum: 2027-03-04\nphase: vorlauf\nstatus: geplant # vorerst\ntagesordnung:\n  - titel: Begrüßung\n"


class Platform:
    """An API that takes pull requests, and a bare repository beside it."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "stadt/inhalte.git"
        self.asked: list[tuple[str, Any]] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                data = b'{"html_url": "https://git.example.org/p/1"}'
                self.send_response(201)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *said: object) -> None:
                """Not into the tests' output."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.env = {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_address[1]}",
            "GITHUB_SERVER_URL": folder.as_uri(),
            "GITHUB_REPOSITORY": "stadt/inhalte",
            "GITHUB_REF_NAME": "main",
            "GITHUB_RUN_ID": "77",
            "GITHUB_TOKEN": "geheim",
        }
        self.env |= {
            "CI_API_V4_URL": self.env["GITHUB_API_URL"],
            "CI_PROJECT_URL": f"{folder.as_uri()}/stadt/inhalte",
            "CI_PROJECT_ID": "3",
            "CI_DEFAULT_BRANCH": "main",
            "CI_PIPELINE_ID": "77",
            "REGSAM_DOCS_TOKEN": "geheim",
        }


@pytest.fixture
def platform(content: Repository, tmp_path: Path) -> Iterator[Platform]:
    made = Platform(tmp_path / "server")
    made.bare.parent.mkdir(parents=True)
    content.git("init", "--quiet", "--bare", str(made.bare))
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def fill(content: Repository, platform: Platform, form: str, /, **filled: str) -> tuple[int, str]:
    """Run the steps of an errand's form as GitHub's runner does; gives how they ended, and what they said."""
    (job,) = loaded(content.folder / BY_NAME[form].workflow)["jobs"].values()
    temp = f"{content.env['HOME']}/temp"
    env = {variable(blank): filled.get(blank.name, "") for blank in BY_NAME[form].blanks} | platform.env | {"RUNNER_TEMP": temp}
    said = ""
    for step in job["steps"]:
        if step.get("name") in ("Ausführen", "Vorschlagen"):
            done = in_bare_root(content, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], **env)
            said += done.stdout + done.stderr
            if done.returncode:
                return done.returncode, said
    return 0, said


def in_bare_root(content: Repository, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a step where nothing else is, if this machine lets us."""
    if not bare.possible():
        return content.run(*command, **env)
    env["PLACES"] = bare.places(ROOT, content.folder.parent, Path(content.env["HOME"]))
    return content.run(*bare.UNSHARE, *command, **env)


def write(content: Repository, name: str, text: str) -> None:
    (content.folder / AREA / name).parent.mkdir(exist_ok=True)
    (content.folder / AREA / name).write_text(text, "utf-8")
    content.commit()


def proposed(content: Repository, platform: Platform) -> dict[str, str]:
    """The files that the branch changes, as they are in the bare repository."""
    body = platform.asked[0][1]
    branch = body["head"]
    git = ["--git-dir", str(platform.bare)]
    names = content.git(*git, "diff-tree", "-r", "--name-only", "--no-commit-id", branch).split("\n")
    return {name: content.git(*git, "show", f"{branch}:{name}") for name in names}


def links(platform: Platform) -> list[str]:
    """What the request leads to: verb and file of each link."""
    pull = platform.asked[0][1]
    return [f"{verb} {path}" for verb, path in re.findall(rf"/inhalte/(\w+)/{pull['head']}/([^)]+)\)", pull["body"])]


def test_the_steps_have_nothing_but_their_programs(content: Repository) -> None:
    if not bare.possible():
        pytest.skip("this machine lets no user make a root (unshare)")
    done = in_bare_root(content, "bash", "-c", "printf '%s ' /* /bin/* /usr/*; command -v ls python3")
    assert {*done.stdout.split()} & {"/bin/bash", "/bin/git", "/usr/lib"}
    assert not {*done.stdout.split()} & {"/etc", "/usr/bin", "/var", "/bin/ls"}
    assert done.returncode == 1, "neither is found"


def test_there_is_something_to_do_for_every_form() -> None:
    assert list(DOES) == list(BY_NAME)


def test_a_meeting_is_announced_and_linked_and_called_off(content: Repository, platform: Platform) -> None:
    filled = {"gebiet": "musterviertel", "datum": "2027-03-04", "beginn": "17:30", "ort": "Saal: 2 #b"}
    code, said = fill(content, platform, "sitzung", **filled)
    assert code == 0, said
    path = f"{AREA}/protokolle/2027-03-04.yaml"
    text = proposed(content, platform)[path]
    assert "\nbeginn: 17:30\n" in text
    assert '\nort: "Saal: 2 #b"\n' in text
    (where, pull), (dispatch, _) = platform.asked
    assert where == "/repos/stadt/inhalte/pulls"
    assert dispatch == "/repos/stadt/inhalte/actions/workflows/regsam-docs.yml/dispatches"
    assert (pull["title"], pull["base"]) == ("Neue Sitzung ankündigen: musterviertel, 2027-03-04", "main")
    assert f"/stadt/inhalte/edit/{pull['head']}/{path})" in pull["body"]
    assert "geheim" not in said
    content.git("switch", "--quiet", "main")
    content.git("merge", "--quiet", pull["head"])
    platform.asked.clear()
    code, said = fill(content, platform, "absage", gebiet="musterviertel", datum="2027-03-04")
    assert code == 0, f"its agenda is still to be filled in: {said}"
    assert "\nstatus: abgesagt\n" in proposed(content, platform)[path]
    done = content.run("regsam-docs", "check")
    assert done.returncode == 0, done.stdout


def test_a_meeting_is_moved_and_another_one_called_off(content: Repository, platform: Platform) -> None:
    write(content, "protokolle/2027-03-04.yaml", MEETING)
    days = {"datum": "2027-03-04", "neues_datum": "2027-04-01"}
    code, said = fill(content, platform, "verschieben", gebiet="musterviertel", grund="Raum: belegt", **days)
    assert code == 0, said
    files = proposed(content, platform)
    before, after = (files[f"{AREA}/protokolle/{day}.yaml"] for day in ("2027-03-04", "2027-04-01"))
    assert "\nstatus: abgesagt # vorerst\n" in before
    assert '  grund: "Raum: belegt"\n  neuer_termin: 2027-04-01' in before
    assert "datum: 2027-04-01\n" in after
    assert "verschoben_von: 2027-03-04" in after
    assert "status: geplant # vorerst\n" in after
    content.git("switch", "--quiet", "main")
    content.git("merge", "--quiet", platform.asked[0][1]["head"])
    platform.asked.clear()
    code, said = fill(content, platform, "absage", gebiet="musterviertel", datum="2027-04-01")
    assert code == 0, said
    assert "status: abgesagt" in proposed(content, platform)[f"{AREA}/protokolle/2027-04-01.yaml"]
    assert "Fehler M14" not in content.run("regsam-docs", "check").stdout


def test_what_is_wrong_then_is_said(content: Repository, platform: Platform) -> None:
    write(content, "protokolle/2027-03-04.yaml", MEETING.replace("titel: Begrüßung", "titel:\n    vertraulich: true"))
    head = (content.folder / AREA / "protokolle/2027-03-04.yaml").read_text("utf-8")
    write(content, "protokolle/2027-03-04.yaml", f"# Noch auszufüllen: was leer ist.\n{head}")
    code, said = fill(content, platform, "absage", gebiet="musterviertel", datum="2027-03-04")
    assert (code, platform.asked) == (2, [])
    assert "„titel“ ist leer" in said


def test_a_goal_comes_to_the_end_of_its_field(content: Repository, platform: Platform) -> None:
    write(content, "ziele.yaml", GOALS)
    code, said = fill(content, platform, "ziel", gebiet="musterviertel", feld="H1", titel="Lernen: ja", indikator="Plätze")
    assert code == 0, said
    text = proposed(content, platform)[f"{AREA}/ziele.yaml"]
    new = '      - id: Z6\n        titel: "Lernen: ja"\n        indikator: Plätze\n'
    assert f"        indikator: Es gibt ihn  # gezählt\n{new}  - id: H2\n" in text.replace("ihn # ", "ihn  # ")
    assert text.startswith("# Von Hand\n")


def test_an_area_is_begun_and_a_closing(content: Repository, platform: Platform) -> None:
    assert fill(content, platform, "gebiet", gebiet="am-hart", name="Am „Hart“: x")[0] == 0
    assert 'name: "Am „Hart“: x"' in proposed(content, platform)["areas/am-hart/gebiet.yaml"]
    assert links(platform) == [f"{verb} areas/am-hart/gebiet.yaml" for verb in ("blob", "edit")]
    content.git("switch", "--quiet", "main")
    platform.asked.clear()
    assert fill(content, platform, "abschluss", gebiet="musterviertel")[0] == 0
    assert list(proposed(content, platform)) == [f"{AREA}/abschluss.yaml"]
    assert content.run("regsam-docs", "check").returncode == 0


def test_files_are_tidied_and_nothing_to_do_is_said(content: Repository, platform: Platform) -> None:
    code, said = fill(content, platform, "ordnen")
    assert (code, "nichts zu ändern" in said) == (2, True)
    write(content, "ziele.yaml", GOALS.replace("stand: ", "stand:     "))
    assert fill(content, platform, "ordnen", gebiet="musterviertel")[0] == 0
    assert "stand: 2026-01-01\n" in proposed(content, platform)[f"{AREA}/ziele.yaml"]
    assert links(platform) == [f"{verb} {AREA}/ziele.yaml" for verb in ("blob", "edit")]


def test_a_signed_agreement_is_sealed(content: Repository, platform: Platform) -> None:
    assert fill(content, platform, "siegel", gebiet="musterviertel")[0] == 2, "it is not signed yet"
    agreement = (content.folder / AREA / "vereinbarung.yaml").read_text("utf-8")
    sides = ("regsam", "sozialreferat")
    signed = "".join(f"  - {{partei: {side}, name: Erika Mustermann, datum: 2026-01-07}}\n" for side in sides)
    write(content, "vereinbarung.yaml", f"{agreement}unterschriften:\n{signed}")
    code, said = fill(content, platform, "siegel", gebiet="musterviertel")
    assert code == 0, said
    assert list(proposed(content, platform)) == [f"{AREA}/vereinbarung.siegel.json"]
    assert links(platform) == [f"blob {AREA}/vereinbarung.siegel.json"], "nobody writes in a seal"


def test_gitlab_does_the_same(content: Repository, platform: Platform) -> None:
    pipeline = loaded(content.folder / ".gitlab-ci.yml")
    assert set(pipeline["formular"]["variables"]) >= {variable(blank) for errand in BY_NAME.values() for blank in errand.blanks}
    lines = [line for line in script(pipeline["formular"]) if "install" not in line and "apt-get" not in line]
    run = "\n".join(["set -eo pipefail", f"ordner={content.env['HOME']}/{INSTALLED}", *lines])
    filled = dict.fromkeys(pipeline["formular"]["variables"], "")
    filled |= {"FORM_AUFGABE": "gebiet", "FORM_GEBIET": "am-hart", "FORM_NAME": "Am Hart"}
    done = in_bare_root(content, "bash", "-c", run, **filled, **platform.env)
    assert done.returncode == 0, done.stderr
    ((where, merge),) = platform.asked
    assert where == "/projects/3/merge_requests"
    assert (merge["source_branch"], merge["target_branch"]) == ("formular/gebiet-am-hart-77", "main")
    assert "am-hart" in content.git("--git-dir", str(platform.bare), "ls-tree", "--name-only", f"{merge['source_branch']}:areas")


def test_no_step_believes_what_lies_in_the_folder(content: Repository, platform: Platform) -> None:
    canary = Canary(content.folder.parent / "canary")
    for kind in KINDS:
        assert canary.plant(content.folder, kind), kind
    content.git("add", "--all", "--force")
    content.git("commit", "--quiet", "--message", "Neu")
    code, said = fill(content, platform, "gebiet", gebiet="am-hart", name="Am Hart")
    assert (code, canary.touched) == (0, []), said
    assert list(proposed(content, platform)) == ["areas/am-hart/gebiet.yaml"]


HOSTILE = (
    "$(touch gekapert)",
    "`touch gekapert`",
    '"; touch gekapert; "',
    "x\ntouch gekapert",
    "../../etc",
    "--upload-pack=touch gekapert",
    "\u202egeheim",
)


@pytest.mark.parametrize("evil", HOSTILE)
def test_nothing_that_is_filled_in_runs_or_leads_elsewhere(content: Repository, platform: Platform, evil: str) -> None:
    for filled in ({"gebiet": evil, "datum": "2027-03-04"}, {"gebiet": "musterviertel", "datum": evil}):
        code, said = fill(content, platform, "sitzung", **filled)
        assert code == 2, said
    assert platform.asked == []
    code, said = fill(content, platform, "gebiet", gebiet="am-hart", name=evil)
    if code == 0:
        text = proposed(content, platform)["areas/am-hart/gebiet.yaml"]
        assert json.dumps(evil, ensure_ascii=False) in text or f"name: {evil}\n" in text
        assert "touch" not in platform.asked[0][1]["title"]
    assert not list(content.folder.rglob("gekapert"))
    assert content.git("for-each-ref", "--format=%(refname)").count("evil") == 0
