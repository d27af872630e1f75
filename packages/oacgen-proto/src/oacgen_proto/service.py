"""The service of one tag: an rpc for each operation, with its request and its response."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from oacgen_ir.code import Code
from oacgen_ir.diagnostics import Report
from oacgen_ir.ir import Api, Operation, Parameter, Type
from oacgen_ir.names import ascii_words, pascal
from oacgen_proto.bodies import (
    Received,
    Sent,
    failures,
    files_of,
    received,
    sent,
    unheard,
    unspoken,
)
from oacgen_proto.lock import Key, own, theirs
from oacgen_proto.messages import Draft, Messages, described
from oacgen_proto.numbers import Ledger
from oacgen_proto.rest import comment, http_rule, idempotency
from oacgen_proto.schema import (
    NO_CODE,
    Argument,
    Basic,
    Call,
    Field,
    FieldType,
    File,
    Known,
    Message,
    Named,
    Rpc,
    Service,
)
from oacgen_proto.syntax import field_name, message_name
from oacgen_proto.types import VALUE, Place, Types


@dataclass(frozen=True, slots=True)
class Names:
    """How an rpc and its messages are called."""

    rpc: Code
    request: Code
    response: Code

    def below(self, status: str) -> Place:
        """Return the place of the message that a failure carries."""
        return Place(f"rpc {self.rpc}.{status}", f"{self.rpc}{message_name(status)}")


@dataclass(frozen=True, slots=True)
class NamedCall:
    """An operation with its names, and with how its bodies travel."""

    operation: Operation
    body: Sent | None
    result: Received
    names: Names


class Services:
    """Makes the rpcs of one package."""

    def __init__(
        self,
        api: Api,
        service: Code,
        types: Types,
        messages: Messages,
        ledger: Ledger,
        report: Report,
    ) -> None:
        self._report = report
        self._api = api
        self._service = service
        self._types = types
        self._messages = messages
        self._ledger = ledger
        self.made: list[Message] = []
        """The messages that only rpcs have."""

    def service(self, operations: Sequence[NamedCall], comment: str) -> Service:
        """Make the service."""
        return Service(name=self._service, rpcs=tuple(map(self._rpc, operations)), comment=comment)

    def named(self, operation: Operation) -> NamedCall:
        """Give an rpc its names, before any message that has none of its own takes them."""
        body, result = sent(self._api, operation), received(self._api, operation)
        for problem in (*unspoken(operation, body), *unheard(self._api, operation, result)):
            self._report.add("proto-media", problem, at=operation.origin)
        wanted = pascal(ascii_words(operation.id)) or "Call"
        wanted = wanted if wanted[0].isalpha() else f"N{wanted}"
        wanted = f"{wanted}Call" if wanted in keyword.kwlist else wanted
        shape = f"{_streams(body, result)} {idempotency(operation) or 'OTHER'}"
        rpc = self._ledger.rpc_name(operation.id, wanted[:100], shape, at=operation.origin)
        names = Names(rpc, self._wrapper(rpc, "Request"), self._wrapper(rpc, "Response"))
        return NamedCall(operation, body, result, names)

    def _wrapper(self, rpc: Code, what: str) -> Code:
        """Name a request or a response; where a schema is called so, with the service before."""
        return self._ledger.type_name(
            "messages", own(f"{rpc}.{what}"), f"{rpc}{what}", f"{self._service}{rpc}{what}"
        )

    def _rpc(self, call: NamedCall) -> Rpc:
        operation, body, result, names = call.operation, call.body, call.result, call.names
        start = self._start(operation, body, names)
        data, null = self._response(result, names)
        streamed = bool(start.files or start.raw)
        http = http_rule(
            operation,
            start.arguments,
            body=start.body is not None,
            streamed=streamed,
            data=data is not None,
        )
        if "*" in http.path:
            self._report.add(
                "proto-path", f"{operation.path} becomes {http.path}", at=operation.origin
            )
        failed = tuple(failures(operation))
        errors = tuple(
            (one.status, self._error(one.type, names.below(one.status))) for one in failed
        )
        return Rpc(
            name=names.rpc,
            request=names.request,
            response=names.response,
            client_stream=streamed,
            server_stream=result.how in ("file", "stream"),
            idempotency=idempotency(operation),
            http=http,
            call=Call(
                method=operation.method,
                path=operation.path,
                arguments=start.arguments,
                media=body.media if body is not None else "",
                plain=body.plain if body is not None else "",
                body=start.body,
                mask=start.mask,
                files=start.files,
                raw=start.raw,
                data=data,
                bare=data is not None and (null or result.bare),
                result=result.how,
                errors=errors,
            ),
            comment=comment(operation, failed, errors),
            deprecated=operation.deprecated,
        )

    # --- Requests ---

    def _start(self, operation: Operation, body: Sent | None, names: Names) -> _Start:
        """Make the request; where it is a stream, the message that it starts with."""
        place = Place(f"rpc {names.rpc}.request", names.request)
        drafts = [self._argument(one, place) for one in operation.parameters]
        held = None
        if body is not None and body.how != "raw":
            held = self._types.held(body.type, place.below("body")).type
            drafts.append(Draft(key=_BODY, name="body", type=held, optional=not held.many))
            drafts += _mask(operation, held)
        if body is None or body.how not in ("files", "raw"):
            key = own(f"{names.rpc}.Request")
            message = self._messages.message(key, "call", drafts)
            files: tuple[File, ...] = ()
            raw = NO_CODE
            self.made.append(message)
        else:
            key = own(f"{names.rpc}.Start")
            self._ledger.type_name("messages", key, f"{names.rpc}Start")
            message = self._messages.message(key, "call", drafts)
            files, raw = self._stream(body, message, names)
        fields = {field.mark: field for field in message.fields}
        masks = [fields[mark].name for mark in _MASKS if mark in fields]
        return _Start(
            arguments=tuple(_carried(one, fields[_key(one)]) for one in operation.parameters),
            body=held,
            mask=masks[0] if masks else NO_CODE,
            files=files,
            raw=raw,
        )

    def _argument(self, one: Parameter, place: Place) -> Draft:
        held = self._types.held(one.type, place.below(one.name)).type
        return Draft(
            key=_key(one),
            name=field_name(one.name),
            type=held,
            json=one.name,
            optional=not held.many and one.location != "path",
            needed=one.required,
            comment=described(one.description, one.type),
            deprecated=one.deprecated,
        )

    def _stream(self, body: Sent, start: Message, names: Names) -> tuple[tuple[File, ...], Code]:
        """Make a request that is a stream: first what there is to say, then the bytes."""
        drafts = [
            Draft(
                key=own("start"),
                name="start",
                type=FieldType(Named(start.name)),
                in_oneof=True,
                comment="The first message of the stream.",
            )
        ]
        found = files_of(self._api, body.type) if body.how == "files" else ()
        drafts += [self._file(key, many) for key, many in found]
        if body.how == "raw":
            drafts.append(_chunk("The next bytes of the body."))
        message = self._messages.message(
            own(f"{names.rpc}.Request"),
            "call",
            drafts,
            oneof="part",
            comment="The first message of the stream is `start`; the bytes follow.",
        )
        self.made += [message, start]
        members = {field.mark: field.name for field in message.fields}
        files = tuple(File(key=k, member=members[theirs(k)], many=many) for k, many in found)
        return files, members.get(_CHUNK, NO_CODE)

    def _file(self, key: str, many: bool) -> Draft:
        self._messages.file_info()
        return Draft(
            key=theirs(key),
            name=field_name(key),
            type=FieldType(self._messages.file_part() if many else Basic("bytes")),
            json=key,
            in_oneof=True,
            comment=f"The next bytes of {'a file' if many else 'the file'} `{key}`.",
        )

    # --- Responses ---

    def _response(self, result: Received, names: Names) -> tuple[FieldType | None, bool]:
        """Make the response; returns what is in it, and whether that may be null."""
        drafts: list[Draft] = []
        held = None
        null = False
        if result.type is not None:
            place = Place(f"rpc {names.rpc}.response", f"{names.response}Data")
            found = self._types.held(result.type, place)
            held, null = found.type, found.null
            alone = not held.many and (isinstance(held.one, Basic) or null)
            drafts.append(Draft(key=own("data"), name="data", type=held, optional=alone))
        elif result.how == "file":
            info = FieldType(self._messages.file_info())
            drafts = [
                Draft(key=own("file"), name="file", type=info, in_oneof=True),
                _chunk("The next bytes of the file."),
            ]
        self.made.append(
            self._messages.message(
                own(f"{names.rpc}.Response"),
                "call",
                drafts,
                oneof="part" if result.how == "file" else "",
                comment=_STREAMED.get(result.how, ""),
            )
        )
        return held, null

    def _error(self, type_: Type, place: Place) -> FieldType:
        """Return the message that a failed call carries among its details."""
        held = self._types.held(type_, place).type
        if (
            held.many
            or isinstance(held.one, Basic)
            or (isinstance(held.one, Named) and held.one.enum)
        ):
            return FieldType(VALUE)
        return held


@dataclass(frozen=True, slots=True)
class _Start:
    arguments: tuple[Argument, ...]
    body: FieldType | None
    mask: Code
    files: tuple[File, ...]
    raw: Code


_BODY: Final = own("body")
_CHUNK: Final = own("chunk")
_MASKS: Final = (own("update_mask"), own("null_mask"))
_STREAMED: Final[Mapping[str, str]] = {
    "file": "The first message of the stream is `file`; its bytes follow.",
    "stream": "Each message of the stream is one item.",
}


def _key(one: Parameter) -> Key:
    return Key(f"{one.location}:{one.name}")


def _carried(one: Parameter, field: Field) -> Argument:
    return Argument(
        field=field.name,
        type=field.type,
        name=one.name,
        location=one.location,
        style=one.style,
        explode=one.explode,
        media=one.media,
    )


def _chunk(comment: str) -> Draft:
    return Draft(
        key=_CHUNK, name="chunk", type=FieldType(Basic("bytes")), in_oneof=True, comment=comment
    )


def _mask(operation: Operation, body: FieldType) -> Iterator[Draft]:
    """Yield the mask that tells null from absent, where the body is one message."""
    if body.many or not isinstance(body.one, Named) or body.one.enum:
        return
    mask = FieldType(Known("FieldMask"))
    if operation.method == "PATCH":
        yield Draft(
            key=own("update_mask"),
            name="update_mask",
            type=mask,
            optional=True,
            comment="The fields of `body` to change: one that `body` does not set becomes null. "
            "Empty: those that `body` sets.",
        )
    else:
        yield Draft(
            key=own("null_mask"),
            name="null_mask",
            type=mask,
            optional=True,
            comment="Fields of `body` that are not set, to send as null all the same.",
        )


def _streams(body: Sent | None, result: Received) -> str:
    client = body is not None and body.how in ("files", "raw")
    server = result.how in ("file", "stream")
    return f"{'stream' if client else 'one'}-{'stream' if server else 'one'}"
