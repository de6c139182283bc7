"""The test process as the worker of a Flink cluster with several TaskManagers.

Beam's own way, ``--environment_type=LOOPBACK``, is for one TaskManager: each of them counts its workers from 1-1
and, when it has done its part, stops its worker by that name. Of two TaskManagers the one that is done first so
stops the other's worker, and the job fails with *SDK harness closed connection*. The pool here never stops a worker
by name; a worker ends with the connection to its TaskManager anyway.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from apache_beam.portability.api import beam_fn_api_pb2, beam_fn_api_pb2_grpc
from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer
from apache_beam.utils.thread_pool_executor import shared_unbounded_instance

_GRACE = 1.0


class _WorkerPool(BeamFnExternalWorkerPoolServicer):
    def StopWorker(self, request: Any, context: Any) -> Any:
        return beam_fn_api_pb2.StopWorkerResponse()


@contextmanager
def worker_pool() -> Iterator[list[str]]:
    """Runs a pool in this process and gives the Beam options that use it, to replace ``LOOPBACK``."""
    server = grpc.server(shared_unbounded_instance())
    beam_fn_api_pb2_grpc.add_BeamFnExternalWorkerPoolServicer_to_server(_WorkerPool(), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    try:
        yield ["--environment_type=EXTERNAL", f"--environment_config=localhost:{port}"]
    finally:
        server.stop(_GRACE).wait()
