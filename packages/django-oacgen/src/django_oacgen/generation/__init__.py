"""From documents to files: one run of all generators over all groups.

targets    which generators, with which options, writing where
generate   the run (run: in memory; stamp: spared if nothing changed; archive: kept versions)
outcome    what was asked, and what came of it; console prints that, status while it lasts
watch      runs again when code changes
"""
