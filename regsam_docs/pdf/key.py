"""When a PDF need not be made again: the digest of everything that decides its bytes."""

from __future__ import annotations

from importlib.metadata import version

from regsam_docs import __version__, manifest
from regsam_docs.pdf.job import Job


def key(job: Job, tools: str) -> str:
    """Digest of everything a PDF is made of: two jobs with the same key give the same bytes. `tools`: see `toolchain`."""
    attached = job.attachment
    assets = [part for name, data in sorted(job.assets.items()) for part in (name, data)]
    return manifest.key(
        tools,
        job.html,
        job.css,
        job.title,
        job.author,
        job.identifier,
        job.language,
        str(job.stand),
        *((attached.name, attached.data, attached.description) if attached else ()),
        *assets,
        *(part for name, data in sorted(job.fonts.items()) for part in (name, manifest.digest(data))),
    )


def toolchain() -> str:
    """The versions that decide the bytes of a PDF: ours and those of the packages that set it."""
    packages = ("weasyprint", "pydyf", "pikepdf", "fonttools", "pillow", "tinycss2", "tinyhtml5", "pyphen")
    return " ".join((f"regsam-docs {__version__}", *(f"{name} {version(name)}" for name in packages)))
