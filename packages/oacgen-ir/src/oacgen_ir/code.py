"""The line between text from a document and source text.

Document strings are `str`. What a template prints is `Code`. Only a language's `syntax.py` turns
one into the other (an identifier, a literal, a comment, a docstring), and `mypy --strict` holds
the line: that is the defence against code injection through a schema.
"""

from __future__ import annotations

from typing import NewType

Code = NewType("Code", str)
