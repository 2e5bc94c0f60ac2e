"""What every format of a report is made of.

For people at a terminal: one finding a paragraph, and a line that says what it comes to.

For programs: the object of docs/befehle.md, „Was Programme lesen“.

For pull requests on GitHub: workflow commands that become annotations on the lines.

Source: GitHub's documentation of workflow commands; values are escaped as its toolkit does, so that no text of a content
repository can end the command or begin another.

For merge requests on GitLab: a Code Quality report (the subset of Code Climate's format that GitLab documents).

For code scanning and editors: SARIF 2.1.0 (OASIS standard).

For CI servers that show test results: JUnit's XML, a test suite a file and a test case a finding.

Findings → text for people and machines. Each format is one function from a report to what is printed.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from regsam_docs import __version__
from regsam_docs.cli.printing import painted
from regsam_docs.finding import CHECKED_AT, Finding, Rule
from regsam_docs.german import counted
from regsam_docs.harmless import as_json, harmless, one_line, printable

if TYPE_CHECKING:
    from lxml import etree


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in order, how many YAML files and areas were read, how many warnings were checked off."""

    findings: tuple[Finding, ...]
    files: int
    areas: int
    strict: bool = False
    checked_off: int = 0
    width: int = 80
    """Of the terminal, in characters."""


INDENT = "    "


def _rule(id: str) -> Rule:
    """A rule by its id; the register of all of them takes long to import, and is not needed where nothing was found."""
    from regsam_docs.check.register import REGISTER

    return REGISTER[id]


def text(report: Report) -> str:
    """The report as lines in colours; ends with a line feed."""
    how = next((_rule(f.id).check_off for f in report.findings if _said_once(f)), None)
    once = f"{harmless(how)}\n" if how else ""
    return "".join(f"{_finding(finding, report)}\n" for finding in report.findings) + f"{once}{_sum(report)}\n"


def _said_once(finding: Finding) -> bool:
    """Whether its message ends with how all such warnings are checked off, which a list need not say again and again."""
    rule = _rule(finding.id)
    return rule.checked_at == CHECKED_AT and bool(rule.check_off) and finding.message.endswith(rule.check_off)


def _finding(finding: Finding, report: Report) -> str:
    style = "bold red" if finding.is_error else "bold yellow"
    message = finding.message.removesuffix(_rule(finding.id).check_off) if _said_once(finding) else finding.message
    place = painted(one_line(finding.place), "bold")
    level = painted(f"{'Fehler' if finding.is_error else 'Warnung'} {finding.id}", style)
    lines = [f"{place}: {level}", *(f"{INDENT}{line}" for line in _wrapped(message, report.width))]
    if hint := _hint(finding):
        first, *more = printable(hint).split("\n")
        lines += [f"    {painted('→', 'bold green')} {first}", *(f"      {line}" for line in more)]
    return "\n".join(lines) + "\n"


def _hint(finding: Finding) -> str:
    """The hint, unless the message has said it in these words („Meinten Sie „x“?“); that its letters occur there by chance says
    nothing."""
    return finding.hint if finding.hint and f"Meinten Sie „{finding.hint}“" not in finding.message else ""


def _wrapped(message: str, width: int) -> list[str]:
    """Lines that fit the terminal; a word that begins one may not make it a command."""
    lines = textwrap.wrap(printable(message), width=width - len(INDENT), break_long_words=False, break_on_hyphens=False)
    return [harmless(line) for line in lines]


def _sum(report: Report) -> str:
    errors = sum(f.is_error for f in report.findings)
    warnings = len(report.findings) - errors
    read = f"{counted(report.files, 'Datei', 'Dateien')} in {counted(report.areas, 'Gebiet', 'Gebieten')} geprüft"
    done = f" {counted(report.checked_off, 'Warnung ist', 'Warnungen sind')} abgehakt." if report.checked_off else ""
    if not report.findings:
        return f"{read}: {painted('alles in Ordnung', 'bold green')}.{done}"
    counts = [painted(f"{errors} Fehler", "bold red")] if errors else []
    counts += [painted(counted(warnings, "Warnung", "Warnungen"), "bold yellow")] if warnings else []
    strictly = " Mit --strict zählen Warnungen als Fehler." if report.strict and warnings else ""
    return f"{read}: {', '.join(counts)}.{strictly}{done}"


def json(report: Report) -> str:
    """One JSON object; ends with a line feed."""
    whole = {"findings": [asdict(f) for f in report.findings], "files": report.files, "areas": report.areas}
    return as_json({**whole, "checked_off": report.checked_off})


def github(report: Report) -> str:
    """One `::error` or `::warning` a finding; ends with a line feed unless there is none."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    level = "error" if finding.is_error else "warning"
    place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
    message = finding.message
    if hint := _hint(finding):
        message += f"\n→ {hint}"
    return f"::{level} {place},title={_property(finding.id)}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(report: Report) -> str:
    """A JSON array of issues; ends with a line feed."""
    seen: dict[str, int] = {}
    return as_json([_issue(finding, seen) for finding in report.findings])


def _issue(finding: Finding, seen: dict[str, int]) -> dict[str, object]:
    # The line stays out of the fingerprint: a finding that only moved is the same one to GitLab. Equal ones are numbered.
    path = finding.path.encode(errors="replace").decode()  # a name that is no UTF-8: GitLab takes nothing else
    same = f"{path}\0{finding.id}\0{finding.message}"
    seen[same] = seen.get(same, 0) + 1
    return {
        "description": printable(finding.message),
        "check_name": finding.id,
        "fingerprint": hashlib.sha256(f"{same}\0{seen[same]}".encode(errors="surrogateescape")).hexdigest(),
        "severity": "major" if finding.is_error else "minor",
        "location": {"path": path, "lines": {"begin": finding.line}},
    }


def sarif(report: Report) -> str:
    """One SARIF log with one run; columns count code points, as ours do; ends with a line feed."""
    ids = sorted({finding.id for finding in report.findings})
    rules = [{"id": id, "shortDescription": {"text": _rule(id).title}, "help": {"text": _rule(id).advice}} for id in ids]
    driver = {"name": "regsam-docs", "version": __version__, "language": "de", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ids) for finding in report.findings],
    }
    return as_json({"version": "2.1.0", "runs": [run]})


def _result(finding: Finding, ids: list[str]) -> dict[str, object]:
    message = printable(finding.message)
    if hint := _hint(finding):
        message += f" → {printable(hint)}"
    region = {"startLine": finding.line, "startColumn": finding.column}
    place = {"artifactLocation": {"uri": quote(finding.path, errors="surrogateescape")}, "region": region}
    return {
        "ruleId": finding.id,
        "ruleIndex": ids.index(finding.id),
        "level": "error" if finding.is_error else "warning",
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }


def junit(report: Report) -> str:
    """The XML document; ends with a line feed. Warnings are failures with `--strict` only, else they are printed output."""
    from lxml import etree

    failing = sum(_fails(finding, report) for finding in report.findings)
    root = etree.Element("testsuites", name="regsam-docs", tests=str(max(len(report.findings), 1)), failures=str(failing))
    for path, findings in groupby(report.findings, key=lambda f: f.path):
        _suite(root, path, list(findings), report)
    if not report.findings:
        suite = etree.SubElement(root, "testsuite", name="areas", tests="1", failures="0", errors="0")
        etree.SubElement(suite, "testcase", name="Alles in Ordnung", classname="areas")
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _suite(root: etree._Element, path: str, findings: list[Finding], report: Report) -> None:
    from lxml import etree

    failing = sum(_fails(finding, report) for finding in findings)
    name = _xml(path)
    suite = etree.SubElement(root, "testsuite", name=name, tests=str(len(findings)), failures=str(failing), errors="0")
    for finding in findings:
        place = f"{finding.id} {name}:{finding.line}:{finding.column}"
        case = etree.SubElement(suite, "testcase", name=place, classname=name)
        said = _xml(finding.message + (f" → {finding.hint}" if finding.hint else ""))
        if _fails(finding, report):
            failure = etree.SubElement(case, "failure", message=said, type=finding.id)
            failure.text = f"{name}:{finding.line}:{finding.column}: {said}"
        else:
            etree.SubElement(case, "system-out").text = said


def _fails(finding: Finding, report: Report) -> bool:
    return finding.is_error or report.strict


def _xml(text: str) -> str:
    """A text that XML may hold."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in printable(text))


FORMATS: dict[str, Callable[[Report], str]] = {form.__name__: form for form in (text, json, github, gitlab, sarif, junit)}
"""Name of `check --format` → function."""
