"""Values of params as Python has them, converted to those of Spark."""

from __future__ import annotations

import json
from typing import Any, List, Mapping, Union

from pyspark.ml.param import TypeConverters

#: A setting as in a plan: text, or a dict such as {"name": "momentum", "nesterov": True}.
Words = Union[str, Mapping[str, Any]]


def words(value: Any) -> str:
    """A setting as text on one line."""
    if isinstance(value, Mapping):
        return json.dumps(dict(value), default=_plain)
    return TypeConverters.toString(value)


def _plain(value: Any) -> Any:
    """A number of NumPy, or an array, as Python's own."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a setting must have texts, numbers, lists and dicts but has {value!r}")


def texts(value: Any) -> List[str]:
    """One setting or several."""
    if isinstance(value, (str, Mapping)):
        return [words(value)]
    if isinstance(value, (list, tuple)):
        return [words(item) for item in value]
    return TypeConverters.toListString(value)


def integers(value: Any) -> List[int]:
    """One integer or several."""
    return TypeConverters.toListInt([value] if TypeConverters._is_integer(value) else value)


def floats(value: Any) -> List[float]:
    """One number or several."""
    return TypeConverters.toListFloat([value] if TypeConverters._is_numeric(value) else value)
