"""Conformance: scenarios that know no language, run through any generated client."""
