"""A proxy whose connections can be broken."""

import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.pubsub.proxy import Proxy


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while data := self.request.recv(100):
            self.request.sendall(data)


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a server that sends back what it receives."""
    with socketserver.ThreadingTCPServer(("localhost", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"localhost:{server.server_address[1]}"
        server.shutdown()


def connect(proxy: Proxy) -> socket.socket:
    name, _, port = proxy.host.rpartition(":")
    return socket.create_connection((name, int(port)), timeout=10)


def answer(connection: socket.socket) -> bytes:
    """What comes back; nothing when the connection is closed."""
    try:
        connection.sendall(b"ping")
        return connection.recv(100)
    except OSError:
        return b""


def test_connections_break_when_it_is_taken_down_and_are_taken_again(echo: str):
    with Proxy(echo) as proxy:
        with connect(proxy) as before:
            assert answer(before) == b"ping"
            assert proxy.take_down() == 1
            assert answer(before) == b""
        with connect(proxy) as meanwhile:
            assert answer(meanwhile) == b""
        assert proxy.refused == 1
        proxy.bring_up()
        with connect(proxy) as after:
            assert answer(after) == b"ping"
