"""Signals around a run that writes; both with `sender=None`.

- `pre_generate(groups)`: before anything is read. What a receiver raises ends the run.
- `post_generate(groups, files)`: after all is written; `files` are the paths that were added,
  changed or removed, none of them where everything was up to date.
"""

from __future__ import annotations

from django.dispatch import Signal

pre_generate = Signal()
post_generate = Signal()
