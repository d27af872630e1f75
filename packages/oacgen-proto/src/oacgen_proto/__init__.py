"""Protocol Buffers and gRPC from OpenAPI."""

__version__ = "0.1.0"
