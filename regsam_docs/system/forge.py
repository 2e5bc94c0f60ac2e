"""The only one that talks to the network, but for `smtp`: to the API of the platform where a content repository lies, and only
when told to (`review post`). Answers are bounded and typed; a token goes to the address it is meant for and to no other."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from regsam_docs.finding import Trouble
from regsam_docs.limits import ANSWER_BYTES

T = TypeVar("T")

SECONDS = 30
"""So long an answer may be waited for."""

PAGES, PAGE = 10, 100
"""Most pages of a list that are read, and how many entries one has."""

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Denied(Trouble):
    """The platform did not do what was asked. `status`: of its answer; 0 if there was none."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token is not carried elsewhere because an answer says so."""

    def redirect_request(self, *asked: Any) -> None:
        """No redirect is followed."""


@dataclass(frozen=True, slots=True)
class Forge:
    """An API. `base`: its address without a slash at its end; `headers`: who asks. Raises Trouble for an address that would
    send a token in clear."""

    base: str
    headers: Mapping[str, str]

    def __post_init__(self) -> None:
        if not _safe(self.base):
            raise Trouble("Die Adresse der Plattform beginnt nicht mit https://; dorthin wird kein Token geschickt.")

    def ask(self, path: str, kind: type[T]) -> T:
        """What there is at a path, as values of a type."""
        return _typed(self.send("GET", path), kind)

    def tell(self, method: str, path: str, body: Mapping[str, Any], kind: type[T]) -> T:
        """Send something; gives what is answered, as values of a type."""
        return _typed(self.send(method, path, body), kind)

    def every(self, path: str, kind: type[T], inside: str | None = None) -> Iterator[T]:
        """The entries of a list, page by page. `inside`: the key it stands under."""
        for page in range(1, PAGES + 1):
            sign = "&" if "?" in path else "?"
            data = self.send("GET", f"{path}{sign}per_page={PAGE}&page={page}")
            found = _typed(data, dict[str, msgspec.Raw])[inside] if inside else data
            entries = _typed(bytes(found), list[kind])  # type: ignore[valid-type]
            yield from entries
            if len(entries) < PAGE:
                return

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> bytes:
        """The bytes of an answer; of one that leads elsewhere (GitHub's archives) those from there, asked for without token."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {**self.headers, "User-Agent": "regsam-docs", **({"Content-Type": "application/json"} if data else {})}
        request = urllib.request.Request(f"{self.base}{path}", data, headers, method=method)  # noqa: S310 - see __post_init__
        try:
            return _read(request)
        except urllib.error.HTTPError as error:
            with error:
                target = error.headers.get("Location", "")
            if method == "GET" and error.code in (301, 302, 303, 307, 308):
                return self._elsewhere(target)
            raise Denied(
                error.code, f"Die Plattform hat abgelehnt ({error.code} auf {method} {path.partition('?')[0]})."
            ) from None
        except OSError as error:
            raise Denied(0, f"Die Plattform antwortet nicht ({type(error).__name__}).") from None

    def _elsewhere(self, target: str) -> bytes:
        if not _safe(target) or (urlsplit(target).scheme == "http" and not self.base.startswith("http:")):
            raise Denied(0, "Die Plattform verweist auf eine Adresse, der nicht gefolgt wird.")
        try:
            return _read(urllib.request.Request(target, headers={"User-Agent": "regsam-docs"}))  # noqa: S310 - checked above
        except OSError as error:
            raise Denied(0, f"Die Plattform antwortet nicht ({type(error).__name__}).") from None


def _safe(address: str) -> bool:
    """Whether nobody on the way reads what is sent to an address, and it is no file."""
    try:
        where = urlsplit(address)
    except ValueError:
        return False
    return where.scheme == "https" or (where.scheme == "http" and where.hostname in LOOPBACK)


def _read(request: urllib.request.Request) -> bytes:
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
        data: bytes = answer.read(ANSWER_BYTES + 1)
    if len(data) > ANSWER_BYTES:
        raise Denied(0, f"Die Antwort der Plattform ist größer als {ANSWER_BYTES} Bytes.")
    return data


def _typed(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (ValueError, RecursionError):
        raise Denied(0, "Die Antwort der Plattform ist anders, als ihre Beschreibung sagt.") from None
