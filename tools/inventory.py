"""What comes with the program: the packages of requirements.lock and the fonts, with versions, hashes and licences.

    ./run sbom [FILE]          as a bill of materials (CycloneDX, JSON)
    ./run licences [FILE]      as a table for people

It asks nobody: versions and hashes are those of the lock, licences what the installed packages say of themselves. The same lock
and packages give the same bytes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from fontTools.ttLib import TTFont
from packageurl import PackageURL
from packaging.requirements import Requirement

from regsam_docs import __version__

ROOT = Path(__file__).parents[1]
FONT = ROOT / "templates" / "fonts" / "SourceSans3-Regular.ttf"
SCHEMA = SchemaVersion.V1_6

PINNED = re.compile(r"^(?P<pin>\S.*?) \\\n(?P<hashes>(?: +--hash=\S+(?: \\)?\n)+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
OSI = re.compile(r"License :: (?:OSI Approved :: )?(.+)")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that comes along. `licence`: an SPDX expression where it says one, else a name. `hashes`: SHA-256 of its files,
    any of which may be installed. `needs`: names of the parts it uses."""

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    package: bool = True


def parts(lock: str) -> list[Part]:
    """The packages of a lock that this platform installs, and the fonts.

    Raises SystemExit if another version is installed than the lock says, or a package does not name its licence.
    """
    pins = {normal(pin.name): (pin, hashes) for pin, hashes in _pins(lock) if pin.marker is None or pin.marker.evaluate()}
    packages = [_package(name, pin, hashes, pins.keys()) for name, (pin, hashes) in pins.items()]
    version = f"{TTFont(FONT)['head'].fontRevision:.3f}"
    return [*packages, Part("Source Sans 3", version, "OFL-1.1", package=False)]


def normal(name: str) -> str:
    """A package's name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(lock: str) -> Iterator[tuple[Requirement, tuple[str, ...]]]:
    for found in PINNED.finditer(lock):
        yield Requirement(found["pin"]), tuple(HASH.findall(found["hashes"]))


def _package(name: str, pin: Requirement, hashes: tuple[str, ...], known: Collection[str]) -> Part:
    there = metadata.distribution(name)
    if f"=={there.version}" != str(pin.specifier):
        raise SystemExit(f"{name}: {there.version} is installed, the lock says {pin.specifier}. First: ./run lint")
    wanted = (Requirement(text) for text in there.requires or ())
    needs = {normal(each.name) for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})}
    return Part(name, there.version, licence(there.metadata), hashes, tuple(sorted(needs.intersection(known))))


def licence(said: metadata.PackageMetadata) -> str:
    """What a package says of its licence: an SPDX expression, or the short words of older packages, or a classifier's."""
    expression, short = ((said.get_all(field) or [""])[0] for field in ("License-Expression", "License"))
    classified = [found[1] for value in said.get_all("Classifier") or () if (found := OSI.fullmatch(value))]
    words = expression or (short if "\n" not in short and len(short) < 60 else "") or " / ".join(classified)
    if not words:
        raise SystemExit(f"{said['Name']} does not name its licence; look it up before it is shipped.")
    return words


def sbom(found: list[Part]) -> str:
    """The bill of materials as JSON, without time and random numbers."""
    factory = LicenseFactory()
    components = {part.name: _component(part, factory) for part in found}
    root = Component(name="regsam-docs", version=__version__, type=ComponentType.APPLICATION, bom_ref="regsam-docs")
    root.licenses.add(factory.make_from_string("MIT"))
    bom = Bom(components=components.values())
    bom.serial_number = bom.metadata.timestamp = None  # type: ignore[assignment]
    bom.metadata.component = root
    bom.register_dependency(root, components.values())
    for part in found:
        bom.register_dependency(components[part.name], [components[name] for name in part.needs])
    return make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string(indent=2) + "\n"


def _component(part: Part, factory: LicenseFactory) -> Component:
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY if part.package else ComponentType.DATA,
        bom_ref=f"{part.name}@{part.version}",
        purl=PackageURL("pypi", name=part.name, version=part.version) if part.package else None,
        licenses=[factory.make_from_string(part.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in part.hashes],
    )


def licences(found: list[Part]) -> str:
    """A table of what comes along and its licences."""
    rows = [("Name", "Version", "Licence"), ("---", "---", "---"), *((part.name, part.version, part.licence) for part in found)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


LISTS: dict[str, Callable[[list[Part]], str]] = {"sbom": sbom, "licences": licences}
"""Command → what it writes."""


def main(command: str, file: str = "-") -> None:
    """Write a list to a file, or print it."""
    text = LISTS[command](parts((ROOT / "requirements.lock").read_text("utf-8")))
    if file == "-":
        sys.stdout.write(text)
    else:
        Path(file).write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
