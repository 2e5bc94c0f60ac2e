"""For CI servers that show test results: JUnit's XML, a test suite a file and a test case a finding."""

from __future__ import annotations

from itertools import groupby

from lxml import etree

from regsam_docs.finding import Finding
from regsam_docs.harmless import printable
from regsam_docs.reports.report import Report


def junit(report: Report) -> str:
    """The XML document; ends with a line feed. Warnings are failures with `--strict` only, else they are printed output."""
    failing = sum(_fails(finding, report) for finding in report.findings)
    root = etree.Element("testsuites", name="regsam-docs", tests=str(max(len(report.findings), 1)), failures=str(failing))
    for path, findings in groupby(report.findings, key=lambda f: f.path):
        _suite(root, path, list(findings), report)
    if not report.findings:
        suite = etree.SubElement(root, "testsuite", name="areas", tests="1", failures="0", errors="0")
        etree.SubElement(suite, "testcase", name="Alles in Ordnung", classname="areas")
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _suite(root: etree._Element, path: str, findings: list[Finding], report: Report) -> None:
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
