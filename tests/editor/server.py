"""The YAML language server that editors run, spoken to in its own protocol (LSP over standard input and output)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE

OFFLINE = {
    "yaml": {
        "schemaStore": {"enable": False, "url": ""},
        "kubernetesCRDStore": {"enable": False},
        "hover": True,
        "completion": True,
        "validate": True,
    }
}
"""An editor's settings without the catalogues on the network."""

DENIED = Path(__file__).with_name("offline.cjs")


class Server:
    """One running server. `settings`: what the editor's settings say beside OFFLINE, under `yaml`."""

    def __init__(self, program: Path, workspace: Path, settings: dict[str, Any]) -> None:
        self.settings = {**OFFLINE, "yaml": {**OFFLINE["yaml"], **settings}}
        command = ["node", "--require", str(DENIED), str(program), "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=workspace)
        self.asked = 0
        self.requests = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int] = {}
        folder = {"uri": workspace.as_uri(), "name": "stadt"}
        self.ask(
            "initialize",
            {
                "processId": None,
                "locale": "de",
                "rootUri": workspace.as_uri(),
                "workspaceFolders": [folder],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {
                        "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
                        "hover": {"contentFormat": ["markdown"]},
                        "publishDiagnostics": {"versionSupport": True},
                    },
                },
                "initializationOptions": {"l10nPath": str(program.parents[1] / "l10n")},
            },
        )
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})
        # The server asks for the settings by itself, and knows no schema before it has them.
        self._until(lambda message: message.get("method") == "workspace/configuration")

    def close(self) -> None:
        """End the server as an editor does."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.communicate(timeout=PATIENCE)

    # --- the protocol --------------------------------------------------------------------------------------------

    def tell(self, method: str, parameters: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": parameters})

    def ask(self, method: str, parameters: Any) -> Any:
        """Send a request and wait for what it answers."""
        self.asked += 1
        number = self.asked
        self._send({"id": number, "method": method, "params": parameters})
        answer = self._until(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server ended"
        received: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return received

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read, answer what the server asks on the way, and return the first message that is wanted."""
        while True:
            message = self._receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            if wanted(message):
                return message

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] == "workspace/configuration":
            return [self.settings.get(item.get("section"), {}) for item in message["params"]["items"]]
        return None

    # --- what an editor does -------------------------------------------------------------------------------------

    def open(self, file: Path, text: str) -> None:
        """Open a file with this text, or change it to it."""
        uri = file.as_uri()
        version = self.versions[uri] = self.versions.get(uri, 0) + 1
        self.diagnostics.pop(uri, None)
        if version == 1:
            document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
            self.tell("textDocument/didOpen", {"textDocument": document})
        else:
            changed = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
            self.tell("textDocument/didChange", changed)

    def mistakes(self, file: Path) -> list[dict[str, Any]]:
        """What is marked as wrong in an opened file; waits until the server has looked at it."""
        self.requests += 1
        uri = file.as_uri()
        while uri not in self.diagnostics:
            self._until(lambda message: message.get("method") == "textDocument/publishDiagnostics")
        return self.diagnostics[uri]

    def hover(self, file: Path, line: int, column: int) -> str:
        """The text shown over a place (both from 0); empty if none."""
        self.requests += 1
        shown = self.ask("textDocument/hover", _place(file, line, column))
        return str(shown["contents"]["value"]) if shown else ""

    def complete(self, file: Path, line: int, column: int) -> list[dict[str, Any]]:
        """What is offered at a place (both from 0)."""
        self.requests += 1
        offered = self.ask("textDocument/completion", _place(file, line, column))
        items: list[dict[str, Any]] = offered["items"] if isinstance(offered, dict) else offered or []
        return items


def _place(file: Path, line: int, column: int) -> dict[str, Any]:
    return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": column}}
