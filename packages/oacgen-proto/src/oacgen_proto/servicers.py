"""The view of `_pb2_grpc.py`: clients and servers of a service, blocking and with asyncio."""

from __future__ import annotations

from dataclasses import dataclass

from oacgen_ir.code import Code
from oacgen_proto.python import docstring, signature
from oacgen_proto.schema import ProtoFile, Rpc


@dataclass(frozen=True, slots=True)
class MethodView:
    """An rpc as the stubs have it; `kind` is `unary_unary`, `Kind` its name in camel case."""

    name: Code
    path: Code
    request: Code
    response: Code
    kind: Code
    camel: Code
    argument: Code
    stub_doc: Code
    doc: Code
    sync_request: Code
    sync_response: Code
    async_request: Code
    async_response: Code
    keyword: Code


@dataclass(frozen=True, slots=True)
class GrpcView:
    """A `_pb2_grpc.py` and its `.pyi`."""

    path: str
    service: Code
    full_name: Code
    doc: Code
    methods: tuple[MethodView, ...]
    handler: Code
    streams: tuple[Code, ...]


def grpc_view(file: ProtoFile) -> GrpcView:
    """Return the view of the service of a file."""
    service = file.service
    if service is None:
        raise ValueError(f"{file.path} has no service")
    full_name = Code(f"{file.package}.{service.name}")
    streams = any(rpc.client_stream or rpc.server_stream for rpc in service.rpcs)
    return GrpcView(
        path=file.path,
        service=service.name,
        full_name=full_name,
        doc=docstring(service.comment, "    "),
        methods=tuple(_method(rpc, full_name) for rpc in service.rpcs),
        handler=signature(
            "generic = grpc.method_handlers_generic_handler(",
            [f'"{full_name}"', "handlers"],
            ")",
            "    ",
        ),
        streams=(Code("AsyncIterator"), Code("Iterator")) if streams else (),
    )


def _method(rpc: Rpc, service: Code) -> MethodView:
    client, server = rpc.client_stream, rpc.server_stream
    kinds = ["stream" if streamed else "unary" for streamed in (client, server)]
    request, response = f"service_pb2.{rpc.request}", f"service_pb2.{rpc.response}"
    return MethodView(
        name=rpc.name,
        path=Code(f"/{service}/{rpc.name}"),
        request=Code(request),
        response=Code(response),
        kind=Code("_".join(kinds)),
        camel=Code("".join(kind.capitalize() for kind in kinds)),
        argument=Code("request_iterator" if client else "request"),
        stub_doc=docstring(rpc.comment, "    "),
        doc=docstring(rpc.comment, "        "),
        sync_request=Code(f"Iterator[{request}]" if client else request),
        sync_response=Code(f"Iterator[{response}]" if server else response),
        async_request=Code(f"AsyncIterator[{request}]" if client else request),
        async_response=Code(f"AsyncIterator[{response}]" if server else response),
        keyword=Code("def" if server else "async def"),
    )
