"""The few requests to a Flink cluster's REST interface that tests need."""

import json
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIMEOUT = 10.0
_POLL = 0.2

#: A job in one of these states never changes again (Flink's globally terminal states).
_TERMINAL = frozenset({"FINISHED", "CANCELED", "FAILED"})

#: A job whose tasks are in one of these cannot take a savepoint yet, although it is ``RUNNING`` itself.
_STARTING = frozenset({"CREATED", "SCHEDULED", "DEPLOYING", "INITIALIZING"})


@dataclass(frozen=True)
class Job:
    """A job of the cluster.

    Attributes:
        id: 32 hexadecimal digits.
        name: Beam's job name.
        state: Flink's word, such as ``RUNNING``, ``RESTARTING`` or ``FINISHED``.
    """

    id: str
    name: str
    state: str

    @property
    def active(self) -> bool:
        """Whether the job holds or waits for slots."""
        return self.state not in _TERMINAL


@dataclass(frozen=True)
class Checkpoints:
    """What a job has saved so far.

    Attributes:
        completed: checkpoints, savepoints among them.
        restored: how often the job began with one: after each failure, and when it was submitted with a savepoint.
        sizes: bytes of state in the latest, by the names of Flink's tasks.
    """

    completed: int
    restored: int
    sizes: dict[str, int]


class FlinkRest:
    """A client of one cluster.

    Every method raises `OSError` when nobody answers, and its subclass `urllib.error.HTTPError` on a refusal.
    """

    def __init__(self, url: str) -> None:
        """Makes a client; nothing is sent.

        Args:
            url: such as ``http://localhost:8081``.
        """
        self._url = url

    def request(self, path: str, method: str = "GET", body: dict[str, Any] | None = None) -> Any:
        """The decoded JSON answer to one request.

        Args:
            path: begins with a slash.
            method: the HTTP method.
            body: is sent as JSON.
        """
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
            return json.loads(answer.read() or b"null")

    def jobs(self) -> list[Job]:
        """All jobs that the cluster remembers, ended ones too."""
        return [Job(job["jid"], job["name"], job["state"]) for job in self.request("/jobs/overview")["jobs"]]

    def taskmanagers(self) -> set[str]:
        """The resource ids of the registered TaskManagers."""
        return {one["id"] for one in self.request("/taskmanagers")["taskmanagers"]}

    def checkpoints(self, job_id: str) -> Checkpoints:
        """What a job has saved so far."""
        told = self.request(f"/jobs/{job_id}/checkpoints")
        counts, latest = told["counts"], told["latest"]["completed"]
        return Checkpoints(counts["completed"], counts["restored"], self._sizes(job_id, latest["id"]) if latest else {})

    def _sizes(self, job_id: str, checkpoint: int) -> dict[str, int]:
        names = {task["id"]: task["name"] for task in self.request(f"/jobs/{job_id}")["vertices"]}
        tasks = self.request(f"/jobs/{job_id}/checkpoints/details/{checkpoint}")["tasks"]
        return {names[task]: told["state_size"] for task, told in tasks.items()}

    def cancel_all_jobs(self, seconds: float = 30) -> None:
        """Cancels what is active, and waits until nothing is.

        Raises:
            TimeoutError: a job is still active after ``seconds``.
        """
        deadline = time.monotonic() + seconds
        asked: set[str] = set()
        while active := [job for job in self.jobs() if job.active]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"Not cancelled within {seconds:g} s: {active}")
            for job in active:
                if job.id not in asked:
                    self.request(f"/jobs/{job.id}?mode=cancel", method="PATCH")
                    asked.add(job.id)
            time.sleep(_POLL)

    def savepoint(self, job_id: str, directory: Path, seconds: float = 60) -> str:
        """Takes a savepoint of a running job, which runs on; waits until all of its tasks have started.

        Args:
            job_id: the job.
            directory: the savepoint becomes a directory in it.
            seconds: how long to wait.

        Returns:
            The savepoint's URI, for the option ``--savepoint_path``.

        Raises:
            RuntimeError: the job could not take one; the message has Flink's reason.
            TimeoutError: it was not complete in time.
        """
        target = {"target-directory": directory.absolute().as_uri(), "cancel-job": False}
        return self._saved(job_id, "savepoints", target, time.monotonic() + seconds)

    def stop(self, job_id: str, directory: Path, seconds: float = 60) -> str:
        """Stops a running job with a savepoint as the last thing that it saves; otherwise like `savepoint`."""
        target = {"targetDirectory": directory.absolute().as_uri(), "drain": False}
        return self._saved(job_id, "stop", target, time.monotonic() + seconds)

    def _saved(self, job_id: str, how: str, target: dict[str, Any], deadline: float) -> str:
        self._wait_for_tasks(job_id, deadline)
        trigger = self.request(f"/jobs/{job_id}/{how}", "POST", target)["request-id"]
        while time.monotonic() < deadline:
            progress = self.request(f"/jobs/{job_id}/savepoints/{trigger}")
            if progress["status"]["id"] == "COMPLETED":
                operation = progress["operation"]
                if "location" not in operation:
                    raise RuntimeError(operation["failure-cause"]["stack-trace"])
                return str(operation["location"])
            time.sleep(_POLL)
        raise TimeoutError("The savepoint was not complete in time.")

    def _wait_for_tasks(self, job_id: str, deadline: float) -> None:
        while any(task["status"] in _STARTING for task in self.request(f"/jobs/{job_id}")["vertices"]):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Not all tasks of job {job_id} have started.")
            time.sleep(_POLL)
