"""The configuration of a small Flink cluster: what Flink's start scripts would compute or ask the user for."""

from collections.abc import Mapping
from pathlib import Path

#: Slots of each TaskManager.
SLOTS = 2

_MIB = 1 << 20
_HEAP, _FRAMEWORK_HEAP, _OFF_HEAP, _NETWORK, _MANAGED = (mib * _MIB for mib in (384, 128, 128, 192, 128))

#: ``taskmanager.memory.*`` in bytes; Flink only reports the three ``jvm-…``, but refuses to start without them.
_MEMORY = {
    "task.heap.size": _HEAP,
    "framework.heap.size": _FRAMEWORK_HEAP,
    "task.off-heap.size": 0,
    "framework.off-heap.size": _OFF_HEAP,
    "network.min": _NETWORK,
    "network.max": _NETWORK,
    "managed.size": _MANAGED,
    "jvm-metaspace.size": 256 * _MIB,
    "jvm-overhead.min": 128 * _MIB,
    "jvm-overhead.max": 128 * _MIB,
}

JOBMANAGER_JVM = ["-Xmx512m"]
TASKMANAGER_JVM = [f"-Xmx{_HEAP + _FRAMEWORK_HEAP}", f"-XX:MaxDirectMemorySize={_OFF_HEAP + _NETWORK}"]

#: Everything else. A dead TaskManager is noticed in seconds rather than in the default 50, and a job that gets no slot
#: fails in one minute rather than five.
_SETTINGS = {
    "jobmanager.bind-host": "localhost",
    "jobmanager.rpc.address": "localhost",
    "rest.address": "localhost",
    "rest.bind-address": "localhost",
    "taskmanager.host": "localhost",
    "taskmanager.bind-host": "localhost",
    "taskmanager.numberOfTaskSlots": SLOTS,
    "taskmanager.cpu.cores": 1.0,
    "taskmanager.load-balance.mode": "SLOTS",
    "taskmanager.network.sort-shuffle.min-buffers": 64,  # as docs/running.md says
    "classloader.resolve-order": "parent-first",
    "heartbeat.interval": 1000,
    "heartbeat.timeout": 10000,
    "slot.request.timeout": 60000,
}

_LOGGING = """\
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = Console
appender.console.name = Console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} %m%n
"""


def write_conf(directory: Path, work: Path, settings: Mapping[str, object]) -> None:
    """Writes Flink's configuration directory.

    Args:
        directory: is made if need be.
        work: where temporary files and checkpoints go.
        settings: Flink options; they win over the ones here.
    """
    directory.mkdir(exist_ok=True)
    options = {
        **_SETTINGS,
        **{f"taskmanager.memory.{name}": f"{size}b" for name, size in _MEMORY.items()},
        "io.tmp.dirs": work,
        "state.checkpoints.dir": (work / "checkpoints").as_uri(),
        **settings,
    }
    (directory / "config.yaml").write_text("".join(f"{name}: {value}\n" for name, value in options.items()))
    (directory / "log4j.properties").write_text(_LOGGING)
