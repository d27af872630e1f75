"""What oacgen and its output cost, beside the alternatives: `nox -s bench`."""
