"""A TCP proxy in front of a server, whose connections a test can break."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

_CHUNK = 1 << 16


class Proxy:
    """Forwards connections to a server, unless it is down; a context manager.

    Attributes:
        host: ``localhost:port``, where it listens.
        refused: connections that were closed at once because it was down.
    """

    host: str

    def __init__(self, target: str) -> None:
        """Describes the proxy without starting it.

        Args:
            target: ``host:port`` of the server.
        """
        name, _, port = target.rpartition(":")
        self._target = name, int(port)
        self._down = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.refused = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("localhost", 0))
        self.host = f"localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._listener)
        self.take_down()

    def take_down(self) -> int:
        """Closes every connection and each new one from now on; tells how many were open."""
        with self._lock:
            self._down = True
            dropped = list(self._open)
            self._open.clear()
        for end in dropped:
            _close(end)
        return len(dropped) // 2

    def bring_up(self) -> None:
        """Takes connections again."""
        with self._lock:
            self._down = False

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                client, _ = self._listener.accept()
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        with self._lock:
            if self._down:
                self.refused += 1
                _close(client)
                return
            server = socket.create_connection(self._target)
            self._open |= {client, server}
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # either end was closed
            while data := source.recv(_CHUNK):
                sink.sendall(data)
        with self._lock:
            self._open -= {source, sink}
        _close(source)
        _close(sink)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
