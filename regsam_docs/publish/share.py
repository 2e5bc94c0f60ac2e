"""What an area came to in one edition, as far as the city's pages and the next build need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from regsam_docs import pdf
from regsam_docs.documents import area_page
from regsam_docs.documents.search_page import SearchEntry
from regsam_docs.edition import Excerpt
from regsam_docs.finding import Finding
from regsam_docs.publish import Published
from regsam_docs.publish.calendar import Written
from regsam_docs.repository import digests


class Listing(msgspec.Struct, frozen=True):
    """A document that was made. `path` is relative to `build/` and has no ending; `html` stands for its page, `pdf` for what its
    paper is made of, if there is one."""

    path: str
    title: str
    html: str
    pdf: str | None = None
    state: str | None = None
    stand: date | None = None

    @property
    def on_paper(self) -> bool:
        """Whether a PDF is made of it."""
        return self.pdf is not None


class Share(msgspec.Struct, kw_only=True):
    """An area, or the city's own documents, in one edition. All paths but those in `published` are relative to `build/`."""

    excerpt: Excerpt | None = None
    findings: tuple[Finding, ...] = ()
    notes: list[str] = []
    """What somebody should look at before the edition is given away (German)."""
    published: dict[str, str] | None = None
    """See `Publisher.published`."""
    dates: list[Written] = []
    data: bytes = b""
    """See `Published.data`."""
    entries: list[SearchEntry] = []
    digests: dict[str, str] = {}
    """Path of each file of the area from the root → what counts of it for a Fassung."""
    listings: list[Listing] = []
    files: dict[str, str] = {}
    """Path of what is neither page nor copy → its digest."""
    copied: dict[str, str] = {}
    """Path of a file that goes along → what decides its bytes."""
    failed: dict[str, str] = {}
    """Path without ending → why it cannot be made (German)."""
    missing: dict[str, str] = {}
    """Path with ending → the same for one file."""
    faulty: bool = False
    """Whether something failed for a template of the content repository."""
    signed: date | None = None
    """See `Publisher.signed`."""
    day: date | None = None
    """The day that its page, calendar, `data` and `entries` tell of; nothing else of it depends on one."""

    def current(self, *, papers: bool) -> Iterator[tuple[str, str]]:
        """The files it consists of and what decides their bytes, with its papers or without."""
        yield from self.copied.items()
        yield from self.files.items()
        yield from self.pages()
        if papers:
            yield from self.papers()

    def pages(self) -> Iterator[tuple[str, str]]:
        """Path of each page and its digest."""
        return ((f"{one.path}.html", one.html) for one in self.listings)

    def papers(self) -> Iterator[tuple[str, str]]:
        """Path of each paper and what decides its bytes."""
        return ((f"{one.path}.pdf", one.pdf) for one in self.listings if one.pdf is not None)


@dataclass(slots=True)
class MadeShare:
    """A share and, where it was made now, the bytes of its files (pages too) and what its papers are made of."""

    share: Share
    files: dict[str, bytes] = field(default_factory=dict)
    jobs: dict[str, pdf.Job] = field(default_factory=dict)
    reading: bytes | None = None
    """What its area was read as, if that is to be kept (`check.packed_reading`)."""


def made_of(published: Published, share: Share) -> MadeShare:
    """What was published, as a share with its files. `share`: what else is known of it."""
    tools = pdf.toolchain()
    pages = {f"{document.path}.html": document.web.encode() for document in published.rendered}
    listings = [
        Listing(
            document.path,
            document.title,
            digests.digest(pages[f"{document.path}.html"]),
            pdf.key(document.job, tools) if document.job is not None else None,
            document.state,
            document.stand,
        )
        for document in published.rendered
    ]
    whole = msgspec.structs.replace(
        share,
        listings=listings,
        files={path: digests.digest(data) for path, data in published.files.items()},
        dates=published.dates,
        data=published.data,
        entries=published.entries,
        failed=published.failed,
        missing=published.missing,
        faulty=published.faulty,
    )
    jobs = {f"{document.path}.pdf": document.job for document in published.rendered if document.job is not None}
    return MadeShare(whole, published.files | pages, jobs)


def dated(made: MadeShare, new: MadeShare, day: date) -> MadeShare:
    """The documents of an area or the city with what tells of a day (its page, its calendar), in place of that of another day."""
    old = made.share
    share = msgspec.structs.replace(
        old,
        day=day,
        listings=[*(one for one in old.listings if not one.path.endswith(f"/{area_page.NAME}")), *new.share.listings],
        files=new.share.files,
        dates=new.share.dates,
        data=new.share.data,
        entries=new.share.entries,
        failed=old.failed | new.share.failed,
        missing=old.missing | new.share.missing,
        faulty=old.faulty or new.share.faulty,
    )
    return replace(made, share=share, files=made.files | new.files)


def for_city(share: Share) -> Share:
    """What of a share the city's pages are made of: of documents that and where they are, not what is in them."""
    listings = [msgspec.structs.replace(one, html="", pdf="" if one.on_paper else None) for one in share.listings]
    return msgspec.structs.replace(share, findings=(), notes=[], listings=listings, files={}, copied={}, digests={})


def light(made: MadeShare) -> MadeShare:
    """The same without what is the same for all papers, to be sent from one process to another (`whole`)."""
    return replace(made, jobs={path: replace(job, css="", fonts={}) for path, job in made.jobs.items()})


def whole(made: MadeShare, css: str, fonts: dict[str, bytes]) -> MadeShare:
    """What was made `light`, with everything again."""
    return replace(made, jobs={path: replace(job, css=css, fonts=fonts) for path, job in made.jobs.items()})
