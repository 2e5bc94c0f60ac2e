"""How large the package is: `python bench/lines.py [FOLDER]` prints its files, the modules and folders at its top, and its lines
of code: those that hold a token which is neither a comment nor part of a docstring."""

from __future__ import annotations

import ast
import sys
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "regsam_docs"
NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
HOLDERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of_code(source: str) -> int:
    """Lines without blanks, comments and docstrings (also those that stand below a field or a constant)."""
    said = set(_docstrings(ast.parse(source)))
    tokens = (token for token in tokenize.generate_tokens(StringIO(source).readline) if token.type not in NO_CODE)
    return len({line for token in tokens for line in range(token.start[0], token.end[0] + 1)} - said)


def _docstrings(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        for statement in node.body if isinstance(node, HOLDERS) else ():
            said = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield from range(said.lineno, (said.end_lineno or said.lineno) + 1)


def main(folder: Path) -> None:
    """Print the three numbers."""
    files = sorted(folder.rglob("*.py"))
    modules = [path for path in folder.glob("*.py") if not path.name.startswith("__")]
    top = [*modules, *(path for path in folder.iterdir() if any(path.glob("*.py")))]
    code = sum(lines_of_code(path.read_text("utf-8")) for path in files)
    print(f"{len(files)} files, {len(top)} at the top, {code} lines of code")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
