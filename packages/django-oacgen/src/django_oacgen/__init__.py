"""API clients from a Django REST Framework project."""

__version__ = "0.1.0"
