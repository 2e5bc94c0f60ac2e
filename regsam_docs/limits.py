"""Every limit on what a stranger's pull request may make the program read or do, in one place (docs/sicherheit.md)."""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB

FILE_BYTES = 1 * MIB
"""Largest YAML file."""
CSV_BYTES = 20 * MIB
"""Largest table of a selection."""
MANIFEST_BYTES = 100 * MIB
"""Largest list of what a build made; room for half a million files."""
PDF_BYTES = 256 * MIB
"""Largest PDF that is taken from a share another run set."""
STORE_BYTES = 256 * MIB
"""Most that is kept of what was worked out before."""
SHEET_BYTES = 64 * MIB
"""Largest part of a spreadsheet, unpacked."""
SHEET_CELLS = 1_000_000
"""Most cells of a spreadsheet's sheet that hold something."""
CSV_ROWS = 100_000
"""Most rows of such a table."""
CSV_COLUMNS = 1_000
"""Most columns of such a table."""
IMAGE_BYTES = 10 * MIB
"""Largest picture in bytes."""
IMAGE_PIXELS = 20_000_000
"""Largest picture in pixels."""
LINE_LENGTH = 4096
"""Longest line of a file that is one line, such as where git's folder lies."""
DEPTH = 20
"""Deepest nesting of YAML collections."""
LIST_ITEMS = 10_000
"""Most list items in one YAML file, all lists together."""
MARKS = 30
"""Most combining marks on one letter (Unicode's stream-safe text format): to order them takes the square of their number."""
MARKUP = 50_000
"""Most lines and signs that mean something to Markdown in the Markdown texts of one file."""
FINDINGS = 5_000
"""Most findings of one kind that are told of one file."""
PDF_SECONDS = 60
"""Most computing time one PDF may take; what others compute meanwhile does not count."""
PDF_BYTES_OF_MEMORY = 1024 * MIB
"""Most memory the process that makes one PDF may take."""
AREAS_SECONDS = 600
"""Most computing time a process may take for some areas; what it does not end is done without it."""
COLLECTING = (100_000, 20, 100)
"""How seldom Python looks for circles (`gc.set_threshold`). What is read stays until the end and has hardly one in it: to look
again and again is a fifth of the work."""
AREAS_BYTES_OF_MEMORY = 1024 * MIB
"""Most memory it may take."""
BUNDLE_BYTES = 4 * MIB
"""Largest file from which the comment on a pull request is made."""
ANSWER_BYTES = 16 * MIB
"""Largest answer of a platform that is read."""
STYLE_LENGTH = 256 * KIB
"""Longest stylesheet of a content repository that is looked through for what it does to a sealed agreement."""
TEMPLATE_FILES = 100
"""Most templates, stylesheets and texts a content repository may bring."""
TEMPLATE_BYTES = MIB // 4
"""Largest of them."""
TEMPLATE_SECONDS = 5
"""Longest CPU time one page of a content repository's templates may take."""
TEMPLATE_BYTES_OF_MEMORY = 512 * MIB
"""Most memory the process that fills them may take."""
PAGE_PICTURES = 200 * MIB
"""Most bytes of pictures in one page, each counted as often as it is shown."""
PAGE_LENGTH = 10_000_000
"""Most characters of one such page."""
