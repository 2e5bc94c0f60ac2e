"""Which messages were sent to whom, so that a second run does not send them again: kept in the user's folder for things of ours,
outside every checkout, for the time after `clean` as well."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from regsam_docs.finding import Trouble
from regsam_docs.repository import digests
from regsam_docs.system import authentic, disk

FOLDER = "versandt"


class Sent:
    """What was sent from a content repository, by the message's identifier (`publish.mail`). Raises Trouble where nothing can be
    kept: it is better not to send than to send twice."""

    def __init__(self, root: Path) -> None:
        place = authentic.place(root)
        if place is None:
            raise Trouble(
                "Auf diesem Rechner kann sich das Programm nicht merken, wem es geschrieben hat. Nennen Sie in der "
                "Umgebungsvariablen REGSAM_DOCS_STATE einen beschreibbaren Ordner außerhalb der Inhalte."
            )
        self.file = place / FOLDER / f"{digests.key(os.fsencode(root.resolve()))}.json"
        self.known: dict[str, list[str]] = self._read()

    def _read(self) -> dict[str, list[str]]:
        if not self.file.exists():
            return {}
        try:
            return msgspec.json.decode(disk.read_bytes(self.file), type=dict[str, list[str]])
        except msgspec.MsgspecError as error:
            said = f"„{self.file}“ ist beschädigt; darin steht, wem schon geschrieben wurde."
            raise Trouble(f"{said} Löschen Sie die Datei, wenn es niemand war.") from error

    def left(self, id: str, addresses: Iterable[str]) -> tuple[str, ...]:
        """Those of the addresses that did not get it yet."""
        return tuple(address for address in addresses if address not in self.known.get(id, ()))

    def add(self, id: str, addresses: Iterable[str]) -> None:
        """Keep that some got it."""
        self.known[id] = sorted({*self.known.get(id, ()), *addresses})
        disk.write(self.file, msgspec.json.encode(self.known))
