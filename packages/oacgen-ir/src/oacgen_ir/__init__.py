"""OpenAPI documents (3.0, 3.1, 3.2) to a typed intermediate representation, and what every generator shares."""

__version__ = "0.1.0"
