"""How pages look and are closed off: stylesheets with the publisher's colour, pictures and fonts put into the page itself,
and a policy that lets a browser load nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from regsam_docs.documents.plan import Page
from regsam_docs.forms import Words
from regsam_docs.limits import MIB, PAGE_PICTURES
from regsam_docs.model.settings import Settings
from regsam_docs.render.overrides.markup import ASSET
from regsam_docs.texts.pictures import kind

ACCENT = "#005a9c"
"""The colour of a publisher that names none: a blue with 7 : 1 on white."""

LOGO = "logo"
"""Name of the publisher's logo among a page's pictures."""

PICTURE = re.compile(rf'src="{ASSET}([^"]+)"')

MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Look:
    """Both stylesheets, complete."""

    web: str
    paper: str


@dataclass(frozen=True, slots=True)
class Head:
    """What is printed around a page: `name` is its document's, `logo` the publisher's picture if it is there."""

    name: str
    edition: str
    area: str | None = None
    fassung: str | None = None
    logo: str | None = None


def frame(page: Page, head: Head, settings: Settings, words: Words, style: str, script: str = "") -> dict[str, Any]:
    """What every template gets beside its page's own context."""
    house = settings.herausgeber
    return {
        "herausgeber": {
            "name": house.name,
            "anschrift": list(house.anschrift),
            "web": house.web,
            "email": house.email,
            "logo": f"{ASSET}{head.logo}" if head.logo is not None else None,
        },
        "stadt": settings.stadt,
        "partner": settings.partner,
        "gebietsbezeichnung": settings.gebietsbezeichnung,
        "akzent": {"farbe": settings.akzentfarbe or ACCENT},
        "impressum": _imprint(page, settings),
        "navigation": [],
        "stil": style,
        "csp": policy(style, script),
        "skript": script,
        "dokument": {
            "name": head.name,
            "titel": page.title,
            "gebiet": head.area,
            "edition": head.edition,
            "ausgabe": None if page.handed_out and head.edition == "intern" else words.one("dokumentausgabe", head.edition),
            "zustand": page.state,
            "stand": page.stand,
            "fassung": head.fassung,
        },
    }


def _imprint(page: Page, settings: Settings) -> dict[str, str | None] | None:
    """Who pays, who is responsible and whose it is, with the year of the Stand; None where the settings say nothing of it."""
    said = settings.impressum
    year = f"{page.stand.year} " if page.stand is not None else ""
    found = {
        "foerderung": settings.foerderung,
        "verantwortlich": said.verantwortlich,
        "urheber": f"© {year}{said.urheber}" if said.urheber else None,
        "hinweis": said.hinweis,
    }
    return found if any(found.values()) else None


def look(templates: Mapping[str, bytes], accent: str | None) -> Look:
    """Stylesheets from the template files (`stil/grund.css` before each medium's own). Fonts of the web's are put in as
    data; print's stay names (`font:…`) that the PDF worker serves. `accent`: `#rrggbb` or None."""

    def sheet(*names: str) -> str:
        text = "\n".join(templates[f"stil/{name}.css"].decode("utf-8-sig") for name in names)
        return text.replace("@@akzent@@", accent or ACCENT)

    def font(match: re.Match[str]) -> str:
        return f"url({data_uri(templates[f'fonts/{match[1]}'], 'font/woff2')})"

    web = re.sub(r"url\(\"font:([^\"]+)\"\)", font, sheet("grund", "bildschirm"))
    return Look(web=web, paper=sheet("grund", "druck"))


def policy(style: str, script: str = "") -> str:
    """Content Security Policy of a page: only its own style and script, pictures and fonts only from itself."""
    allowed = [f"default-src 'none'; img-src data:; font-src data:; style-src {hashed(style)}"]
    if script:
        allowed.append(f"script-src {hashed(script)}")
    return "; ".join((*allowed, "base-uri 'none'; form-action 'none'"))


@lru_cache(maxsize=8)
def hashed(text: str) -> str:
    """A style or script as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def embed(html: str, pictures: Mapping[str, bytes]) -> str:
    """Put the pictures into a page in place of their `asset:` names. Raises ValueError (German) if that makes it too large."""
    size = sum(len(pictures[name]) for name in _pictures(html))
    if size > PAGE_PICTURES:
        raise ValueError(f"Die Bilder dieser Seite sind zusammen größer als {PAGE_PICTURES // MIB} MiB. Verkleinern Sie sie.")

    def picture(match: re.Match[str]) -> str:
        data = pictures[unescape(match[1])]
        return f'src="{data_uri(data, MEDIA_TYPES[kind(data) or "svg"])}"'

    return re.sub(PICTURE, picture, html)


def used_pictures(html: str) -> list[str]:
    """Names of the pictures a rendered page shows, in order, each once."""
    return list(dict.fromkeys(_pictures(html)))


def _pictures(html: str) -> Iterator[str]:
    return map(unescape, re.findall(PICTURE, html))


def data_uri(data: bytes, media_type: str) -> str:
    """Bytes as a `data:` address."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
