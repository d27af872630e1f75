"""Runs the code that the documentation shows, as it is printed: `nox -s samples`.

`pages.py` says for each page how its blocks are run and what stands around them. A block that
nothing takes is an error, and so is a page that is not listed.
"""
