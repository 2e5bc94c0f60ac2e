"""Pictures and files without what is not seen in them: who made them, when, where, with what, and what they were before.

For each kind there is a function from bytes to bytes. What says how a picture looks is listed and kept; anything else goes, known
or not. Nothing is decoded and coded anew where it can be taken apart instead.
"""

from __future__ import annotations


class Unclean(ValueError):
    """What cannot be cleaned. The message is a German sentence: why, and what to do."""


SAVE = "Speichern Sie das Bild mit einem Bildprogramm neu als PNG oder JPEG."
BROKEN = f"Die Bilddatei ist beschädigt oder unvollständig. {SAVE}"
