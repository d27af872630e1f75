"""A gRPC server in one process: where it listens, what it allows, how it ends."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grpc
from grpc_health.v1.health import SERVICE_NAME
from grpc_health.v1.health_pb2_grpc import add_HealthServicer_to_server
from grpc_reflection.v1alpha import reflection

from django_oacgen.grpc.handlers import Bridge
from django_oacgen.grpc.health import Health
from django_oacgen.grpc.stubs import Rpc

_MIB: Final = 1 << 20
_NEVER: Final = (1 << 31) - 1  # milliseconds
_LOG = logging.getLogger("django_oacgen.grpc")


class AddressError(Exception):
    """An address that cannot be served, and why."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM; with `client_ca`, callers have to show a certificate that it signed."""

    certificate: Path
    key: Path
    client_ca: Path | None = None

    def credentials(self) -> grpc.ServerCredentials:
        """Read the files."""
        authority = self.client_ca.read_bytes() if self.client_ca else None
        return grpc.ssl_server_credentials(
            [(self.key.read_bytes(), self.certificate.read_bytes())],
            root_certificates=authority,
            require_client_auth=authority is not None,
        )


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how a server listens; sizes are in MiB, times in seconds, 0 is no limit."""

    address: str
    tls: Tls | None = None
    shared: bool = False  # with other processes
    message: int = 4
    keepalive: int = 60
    connection_age: int = 0
    grace: int = 30
    reflection: bool = True

    def options(self) -> list[tuple[str, int]]:
        """Return the settings of gRPC's core."""
        found = [
            ("grpc.so_reuseport", int(self.shared)),
            ("grpc.max_receive_message_length", self.message * _MIB or -1),
            ("grpc.max_send_message_length", -1),
            ("grpc.max_metadata_size", 16 * 1024),
            ("grpc.max_concurrent_streams", 100),  # of one connection, so that it takes not all
            ("grpc.keepalive_time_ms", self.keepalive * 1000 or _NEVER),
            ("grpc.keepalive_timeout_ms", 20_000),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
        ]
        if self.connection_age:
            found.append(("grpc.max_connection_age_ms", self.connection_age * 1000))
            found.append(("grpc.max_connection_age_grace_ms", self.grace * 1000))
        return found


def is_local(address: str) -> bool:
    """Whether nobody but this machine can reach an address."""
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def serve(
    listening: Listening,
    services: Mapping[str, Sequence[Rpc]],
    bridge: Bridge,
    ready: Callable[[int], object],
    leash: int | None = None,
) -> bool:
    """Serve until SIGTERM or SIGINT; return whether all calls came to their end.

    `ready` is told the port. `leash` is a file descriptor: its end is that of the server too.
    """
    # How much is done at once the bridge decides: gRPC would count callers who only connect.
    server = grpc.aio.server(options=listening.options())
    server.add_generic_rpc_handlers(tuple(bridge.handlers(services)))
    health = Health(services)
    add_HealthServicer_to_server(health, server)
    if listening.reflection:
        names = [*services, SERVICE_NAME, reflection.SERVICE_NAME]
        reflection.enable_server_reflection(names, server)
    port = _bind(server, listening)
    await server.start()
    stopping = _stopping(leash)
    ready(port)
    await stopping.wait()
    return await _drain(server, health, bridge, listening.grace)


def _bind(server: grpc.aio.Server, listening: Listening) -> int:
    try:
        if listening.tls is None:
            return server.add_insecure_port(listening.address)
        return server.add_secure_port(listening.address, listening.tls.credentials())
    except OSError as error:
        raise AddressError(f"a file of the TLS options cannot be read: {error}") from error
    except (RuntimeError, ValueError) as error:
        text = f"cannot listen on {listening.address}: is it in use, or the certificate unfit?"
        raise AddressError(text) from error


def _stopping(leash: int | None) -> asyncio.Event:
    """Return what is set once the server is to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    if leash is not None:
        loop.add_reader(leash, stopping.set)
    return stopping


async def _drain(server: grpc.aio.Server, health: Health, bridge: Bridge, grace: int) -> bool:
    """Refuse new calls, and give those that are under way their time."""
    _LOG.info("draining: %d calls are under way", bridge.running)
    health.end()
    await server.stop(grace)
    bridge.close()
    return not bridge.running
