"""A headless Chromium, driven over a pipe by its own protocol (Chrome DevTools): no driver, no port, no profile that stays."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE

AXE = Path(__file__).parents[2] / ".cache/npm/web/node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "google-chrome", "chromium-browser", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--lang=de",
)


def program() -> str | None:
    """Where Chromium is; None if it is not."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def missing() -> str | None:
    """What stands in the way of looking at pages, or None."""
    return None if program() else "Chromium is missing"


def missing_axe() -> str | None:
    """What stands in the way of judging pages, or None."""
    return None if AXE.is_file() else "axe-core is missing: run tests/fetch_npm.py (needs npm)"


@dataclass
class Browser:
    """One running Chromium. Use `started`."""

    process: subprocess.Popen[bytes]
    to: int
    back: int
    last: int = 0
    rest: bytes = b""
    events: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Ask and wait for the answer; what happens meanwhile is kept in `events`."""
        self.last += 1
        message: dict[str, Any] = {"id": self.last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.last:
                if "error" in answer:
                    gone = any(words in answer["error"]["message"] for words in ("navigated or closed", "context was destroyed"))
                    raise (Renewed if gone else RuntimeError)(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def wait(self, method: str, session: str) -> None:
        """Wait for an event of a tab; it may have come already."""
        while not any((event.get("method"), event.get("sessionId")) == (method, session) for event in self.events):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.back], [], [], max(0.0, end - time.monotonic()))
            part = os.read(self.back, 1 << 20) if ready else b""
            if not part:
                raise TimeoutError("Chromium does not answer any more")
            self.rest += part
        one, _, self.rest = self.rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message

    @contextlib.contextmanager
    def tab(self) -> Iterator[Tab]:
        """A new tab, closed at the end."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.call(f"{domain}.enable")
        try:
            yield tab
        finally:
            self.call("Target.closeTarget", targetId=target)


class Renewed(Exception):
    """The page went away while it was asked."""


@dataclass
class Tab:
    """A tab of the browser."""

    browser: Browser
    session: str

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **parameters)

    def open(self, address: str) -> None:
        """Load a page and wait until it is whole."""
        self.browser.events.clear()
        self.call("Page.navigate", url=address)
        self.browser.wait("Page.loadEventFired", self.session)
        self.run("document.fonts.ready.then(() => true)")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is awaited."""
        done = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"].get("exception", {}).get("description", str(done)))
        return done["result"].get("value")

    def comes_to_say(self, text: str) -> None:
        """Wait until the page, which may load itself anew meanwhile, has a text."""
        later = "new Promise((done) => setTimeout(() => done(document.body?.textContent ?? ''), 200))"
        while True:
            # An answer that the page owed when it went away for a new one never comes; the new page is asked then.
            with contextlib.suppress(Renewed):
                if text in self.run(later):
                    return

    def size(self, width: int, height: int = 800) -> None:
        """Give the page a window of so many CSS pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, medium: str = "", *, dark: bool = False) -> None:
        """Show the page on a screen (``) or as printed (`print`), in light or dark colours."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", media=medium, features=[scheme, still])

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key: `Tab`, `Enter`, ` `, or a character."""
        codes = {"Tab": 9, "Enter": 13, " ": 32}
        text = {"Enter": "\r", "Tab": ""}.get(key, key)
        press = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, 0), "modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **press, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **press)

    def picture(self, *, whole: bool = False) -> bytes:
        """A PNG of the window, or of the whole page."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"])

    def trouble(self) -> list[str]:
        """What the browser complained of since the page was opened: errors, warnings, breaches of the policy."""
        found = []
        for event in self.browser.events:
            about = event.get("params", {})
            if event.get("method") == "Log.entryAdded":
                found.append(f"{about['entry']['level']}: {about['entry']['text']}")
            elif event.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                found.append(json.dumps(about)[:500])
        return found

    def requests(self) -> list[str]:
        """Addresses that were asked for since the page was opened, but for data within the page."""
        sent = (event for event in self.browser.events if event.get("method") == "Network.requestWillBeSent")
        asked = (event["params"]["request"]["url"] for event in sent)
        return [address for address in asked if not address.startswith("data:")]


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium with an empty profile; it ends with the block."""
    chromium = program()
    assert chromium is not None
    # Chromium reads from 3 and writes to 4. Both are kept busy here, so that no pipe, ours or Popen's own, stands there.
    busy = [os.open(os.devnull, os.O_RDONLY)]
    while busy[-1] <= 4:
        busy.append(os.open(os.devnull, os.O_RDONLY))
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()

    def wire() -> None:
        os.dup2(theirs_in, 3)
        os.dup2(theirs_out, 4)

    with tempfile.TemporaryDirectory(prefix="regsam-web-", ignore_cleanup_errors=True) as folder:
        # What makes PDFs shuts the system's fonts out of its process; a browser without any does not start.
        plain = {key: value for key, value in os.environ.items() if not key.startswith("FONTCONFIG")}
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        process = subprocess.Popen(
            [chromium, *FLAGS, *root, f"--user-data-dir={folder}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=wire,  # noqa: PLW1509  # no threads here
            close_fds=False,
            env={**plain, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder},
        )
        for descriptor in (theirs_in, theirs_out, *busy):
            os.close(descriptor)
        browser = Browser(process, ours_out, ours_in)
        try:
            yield browser
            browser.call("Browser.close")
        finally:
            os.close(ours_out)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(ours_in)
