"""A request to a platform as plain data, so that what is asked can be read before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is relative to the API's address. `body` goes as JSON."""

    method: Method
    path: str
    body: Mapping[str, Any] | None = None
