"""`manage.py run_grpc`: serve the generated gRPC services over this project's API."""

from __future__ import annotations

import os
from argparse import BooleanOptionalAction
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.settings import spectacular_settings
from rest_framework.permissions import AllowAny

from django_oacgen.config import ConfigError, OpenAPIClientConfig, get_base_dir, get_config

if TYPE_CHECKING:
    from django_oacgen.grpc.handlers import Bridge
    from django_oacgen.grpc.server import Listening
    from django_oacgen.grpc.stubs import Root

_NUMBERS = {
    "threads": (8, "How many calls are worked on at once, in each process."),
    "processes": (1, "How many processes share the port."),
    "streams": (100, "How many streams to callers may be open, and as many from them."),
    "calls": (1000, "How many calls may be open, waiting ones included, in each process."),
    "max-message": (4, "MiB that a message to the server may have."),
    "max-upload": (100, "MiB that a stream to the server may have."),
    "keepalive": (60, "Seconds of silence after which a connection is tested."),
    "connection-age": (0, "Seconds after which a connection is to be made anew; 0 is never."),
    "grace": (30, "Seconds that calls have to come to their end when the server stops."),
}


class Command(BaseCommand):
    """Parses flags, and serves until it is told to end."""

    help = (
        "Serve the generated gRPC services: each call goes through this project's middleware, "
        "authentication, permissions, throttles and validation, as a request over HTTP does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the flags."""
        parser.add_argument(
            "address", nargs="?", default="localhost:50051", help="HOST:PORT, or unix:PATH."
        )
        parser.add_argument(
            "--groups", nargs="+", metavar="GROUP", default=[], help="Serve only these groups."
        )
        parser.add_argument(
            "--stubs", type=Path, metavar="FOLDER", help="Where the generated services are."
        )
        parser.add_argument(
            "--upstream", metavar="URL", help="Send the calls to this server, over HTTP."
        )
        parser.add_argument(
            "--public-url", metavar="URL", help="The address of the API in links that it makes."
        )
        parser.add_argument(
            "--header",
            action="append",
            default=[],
            metavar="NAME",
            help="Pass this metadata on as a header, too; may be repeated.",
        )
        parser.add_argument(
            "--query",
            action="append",
            default=[],
            metavar="NAME",
            help="Pass this metadata on in the query, such as a key; may be repeated.",
        )
        parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="A certificate, in PEM.")
        parser.add_argument("--tls-key", type=Path, metavar="FILE", help="Its key.")
        parser.add_argument(
            "--tls-client-ca", type=Path, metavar="FILE", help="Who signs callers' certificates."
        )
        parser.add_argument(
            "--insecure", action="store_true", help="Serve other machines without TLS."
        )
        parser.add_argument(
            "--reflection",
            action=BooleanOptionalAction,
            help="Describe the services to all callers; left out: if all may see the schema.",
        )
        parser.add_argument(
            "--access-log", action=BooleanOptionalAction, default=True, help="Log each call."
        )
        for name, (default, text) in _NUMBERS.items():
            parser.add_argument(f"--{name}", type=_number, default=default, help=text)

    def handle(self, **options: Any) -> None:
        """Do what the flags say."""
        try:
            from django_oacgen.grpc import access, launch, server, stubs
        except ImportError as error:
            text = f"{error}: pip install 'django-oacgen[grpc]'"
            raise CommandError(text, returncode=2) from error
        try:
            listening = _listening(options)
            services = stubs.load(_roots(options["stubs"]), options["groups"])
            access.set_up(calls=options["access_log"])
            code = launch.run(
                listening,
                services,
                _bridge(listening, options),
                options["processes"],
                partial(self._announce, listening, len(services)),
            )
        except (ConfigError, server.AddressError, stubs.StubsError) as error:
            raise CommandError(str(error), returncode=2) from error
        if code:
            os._exit(code)  # views that do not end would keep Python from ending

    def _announce(self, listening: Listening, services: int, port: int) -> None:
        unix = listening.address.startswith("unix")
        place = listening.address if unix else f"{listening.address.rpartition(':')[0]}:{port}"
        way = "plaintext" if listening.tls is None else "TLS"
        if listening.tls is not None and listening.tls.client_ca is not None:
            way = "mutual TLS"
        self.stdout.write(f"Serving {services} gRPC services on {place} ({way}).")
        self.stdout.flush()


def _listening(options: Mapping[str, Any]) -> Listening:
    from django_oacgen.grpc.server import AddressError, Listening, Tls, is_local

    address = options["address"]
    if not address.startswith("unix") and not address.rpartition(":")[2].isdecimal():
        raise AddressError(f"the address is HOST:PORT, such as localhost:50051, not {address!r}")
    certificate, key, authority = (options[f"tls_{name}"] for name in ("cert", "key", "client_ca"))
    if (certificate is None) != (key is None) or (authority and not certificate):
        raise AddressError("--tls-cert and --tls-key go together; --tls-client-ca needs both")
    if certificate is None and not options["insecure"] and not is_local(address):
        raise AddressError(
            f"{address} can be reached from other machines: give --tls-cert and --tls-key, "
            "or --insecure if something else protects it"
        )
    described = options["reflection"]
    return Listening(
        address=address,
        tls=Tls(certificate, key, authority) if certificate else None,
        message=options["max_message"],
        keepalive=options["keepalive"],
        connection_age=options["connection_age"],
        grace=options["grace"],
        reflection=_is_public() if described is None else described,
    )


def _is_public() -> bool:
    """Whether everybody may see the schema, as drf-spectacular is set up."""
    return all(one is AllowAny for one in spectacular_settings.SERVE_PERMISSIONS)


def _roots(stubs: Path | None) -> list[Root]:
    from django_oacgen.grpc.stubs import Root, roots_of

    if stubs is not None:
        return [Root(stubs)]
    return [*roots_of(get_config() or OpenAPIClientConfig(), get_base_dir())]


def _bridge(listening: Listening, options: Mapping[str, Any]) -> Callable[[], Bridge]:
    """Return what makes the bridge of a process, once that exists."""
    from django_oacgen.grpc import launch
    from django_oacgen.grpc.handlers import Bridge, Limits
    from django_oacgen.grpc.query import in_query

    given = options["public_url"]
    secure = listening.tls is not None
    public = launch.url_of(given, "--public-url") if given else launch.own_url(secure=secure)
    answering = in_query(launch.backend(options["upstream"], public), options["query"])
    passed = [*options["header"], *options["query"]]
    limits = Limits(
        threads=max(1, options["threads"]),
        calls=options["calls"],
        streams=max(1, options["streams"]),
        upload=options["max_upload"] << 20,
    )
    return lambda: Bridge(answering, public.hostname or "", limits, passed)


def _number(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value
