"""Generate clients from every document below a folder, and hold the output to its language's tools.

`python -m sweep PATH [--target py] [--update]`, or `nox -s corpus -- PATH ...`, which installs what
it needs. It prints a line for each document and a total; it fails if a document crashes the
generator, if output is not clean, or if a document known to `ratchet.json` loses more than before.
"""
