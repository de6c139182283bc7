"""A scikit-learn forest as the bytes of a skops file, and back.

A skops file is a zip of a schema and of numpy arrays: nothing in it is code, and nothing is unpickled. Two things are
added to what skops does:

- **The same forest gives the same bytes.** skops names arrays and objects by their address in memory and dates the
  zip's members; here arrays are numbered in the order of the schema, addresses are left out and all dates are one.
- **Only a forest is read.** skops trusts every estimator of scikit-learn and much of numpy and scipy, and the tree when
  it is told to. Here the schema is searched, before anything is made of it, for what no IsolationForest consists of.
"""

from __future__ import annotations

import contextlib
import io
import threading
import warnings
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from models.forests.forest import Forest

if TYPE_CHECKING:
    from sklearn.ensemble import IsolationForest

_SCHEMA = "schema.json"
_TREE = "sklearn.tree._tree.Tree"

#: All that an IsolationForest consists of.
_TYPES = {
    "sklearn.ensemble._iforest.IsolationForest",
    "sklearn.tree._classes.ExtraTreeRegressor",
    _TREE,
    "numpy.ndarray",
    *(f"builtins.{name}" for name in ("dict", "list", "tuple", "str", "int", "float", "bool")),
}
_LOADERS = {"ObjectNode", "TreeNode", "NdArrayNode", "DictNode", "ListNode", "TupleNode", "JsonNode", "TypeNode"}


class ArchiveError(Exception):
    """A file holds no forest that may be read; the message says why."""


def dump(forest: IsolationForest) -> bytes:
    """The skops file of a trained forest, the same for the same forest."""
    from skops.io import dumps  # noqa: PLC0415  training alone needs it, and it imports all of scikit-learn

    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dumps(forest))) as source, zipfile.ZipFile(packed, "w") as target:
        schema = msgspec.json.decode(source.read(_SCHEMA))
        names: dict[str, str] = {}
        for node in _nodes(schema):
            node.pop("__id__", None)
            if "file" in node:
                node["file"] = names.setdefault(node["file"], f"{len(names)}.npy")
        for old, new in names.items():
            _add(target, new, source.read(old))
        _add(target, _SCHEMA, msgspec.json.encode(schema))
    return packed.getvalue()


#: One thread at a time: numpy reads each array's header with Python's parser, and in CPython 3.11 two threads that
#: parse at once can fail with a SystemError. Another library may be the other one, hence the attempts.
_PARSER = threading.Lock()
_ATTEMPTS = 5


def _read(data: bytes) -> Any:
    """What skops makes of a file."""
    for _ in range(_ATTEMPTS - 1):
        with contextlib.suppress(SystemError):
            return _read_once(data)
    return _read_once(data)


def _read_once(data: bytes) -> Any:
    from skops.io import loads  # noqa: PLC0415  a job without models does without it

    with _PARSER, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # another scikit-learn wrote it: `Forest` checks what it takes of it
        return loads(data, trusted=[_TREE])


def load(data: bytes) -> Forest:
    """The forest of a skops file.

    Raises:
        ArchiveError: the file is damaged, holds something else or more than a forest, or was written by a
            scikit-learn or skops whose forests the installed one cannot read.
    """
    _audit(data)
    try:
        estimator = _read(data)
        if estimator.max_features != 1.0:
            raise ArchiveError("its trees were grown on some of the features")
        trees = [tree.tree_ for tree in estimator.estimators_]
        return Forest(trees, int(estimator.n_features_in_), int(estimator.max_samples_))
    except ArchiveError:
        raise
    except Exception as error:
        raise ArchiveError(f"{type(error).__name__}: {error}") from error


def _audit(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            schema = msgspec.json.decode(file.read(_SCHEMA))
    except Exception as error:
        raise ArchiveError(f"not a skops file: {type(error).__name__}: {error}") from error
    for node in _nodes(schema):
        name = f"{node.get('__module__')}.{node.get('__class__')}"
        if name not in _TYPES or node.get("__loader__") not in _LOADERS:
            raise ArchiveError(f"holds {name}, which no forest consists of")


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """All objects of a schema, each before what it holds."""
    waiting = [schema]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if not value.keys().isdisjoint(("__module__", "__class__", "__loader__")):
                yield value
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def _add(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
