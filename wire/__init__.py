"""The same scenarios and the same story through every client; `python -m wire` runs them."""
