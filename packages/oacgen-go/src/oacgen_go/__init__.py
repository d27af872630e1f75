"""Type-safe Go clients from OpenAPI: structs, services and a typed client over net/http."""

__version__ = "0.1.0"
