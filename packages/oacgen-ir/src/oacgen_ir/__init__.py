"""OpenAPI documents to a typed intermediate representation, and what every generator shares."""

__version__ = "0.1.0"
