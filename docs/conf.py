"""How Sphinx builds the site: `nox -s docs`."""

project = "oacgen"
copyright = "the oacgen contributors"  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "oacgen"
html_static_path: list[str] = []
html_show_sphinx = False
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# Pages of packages are included whole, and link to files of the repository.
suppress_warnings = ["misc.highlighting_failure"]
