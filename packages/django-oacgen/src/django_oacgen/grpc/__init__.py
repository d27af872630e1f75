"""The gRPC server behind the generated services: each rpc becomes a call of the REST API.

stubs      finds the generated services and imports them
request    a message and call metadata become an HTTP request (forms: bodies with files)
wsgi       Django answers it in this process; upstream: another server does, over HTTP
           (redirects: what of its answers is followed; query: keys that go there)
response   the answer becomes messages (items: of a stream), or a refusal (status)
handlers   rpcs on grpc.aio, with Django in threads (pool: how many, and how much waits for them)
server     a server of one process, with its health; processes: several of them, watched
"""
