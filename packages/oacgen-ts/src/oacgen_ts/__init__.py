"""TypeScript clients from the intermediate representation of an API."""

__version__ = "0.1.0"
