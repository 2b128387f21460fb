"""The weights of a decoder in a file, in the format safetensors; large arrays as whole numbers of 8 bits.

A file is the length of its header (8 bytes), a header in JSON that says the type, shape and place of each array, and the
arrays. The plan and the characters of the tokens are in the header's `__metadata__`. A row of a quantised array is
multiplied by its scale, an array of its own with ".scale" after its name.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from .arrays import Array
from .decoder import Decoder
from .decoder_plan import Plan

_TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "I8": np.dtype("i1")}
_LARGEST = 127  # of the whole numbers; -128 is left out, so that they are symmetric
_SCALE = ".scale"


class ReadModel(NamedTuple):
    """What a file holds."""

    model: Decoder
    characters: str  # of the tokens, in order; those of tokens without a character are "\\0"


def to_bytes(model: Decoder, characters: str) -> bytes:
    """A file with the weights of a model. Arrays with two or more axes are quantised: in the file, a number is off by at
    most half of its row's largest number divided by 127."""
    arrays: dict[str, Array] = {}
    for name, array in model.parameters.items():
        if array.ndim < 2:
            arrays[name] = array.astype("<f4")
            continue
        scale = np.abs(array).max(axis=-1, keepdims=True) / _LARGEST
        arrays[name] = np.rint(array / np.where(scale == 0, 1, scale)).astype("i1")
        arrays[name + _SCALE] = scale.astype("<f4")
    header: dict[str, object] = {
        "__metadata__": {"plan": json.dumps(asdict(model.plan)), "characters": characters},
    }
    start = 0
    for name, array in arrays.items():
        kind = next(kind for kind, dtype in _TYPES.items() if dtype == array.dtype)
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [start, start + array.nbytes]}
        start += array.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # so that the arrays are aligned
    return len(text).to_bytes(8, "little") + text + b"".join(array.tobytes() for array in arrays.values())


def from_bytes(data: bytes) -> ReadModel:
    """The model that a file holds, in float32.

    Raises:
        ValueError: a file that is cut off, or in another format.
    """
    size = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + size])
        said = header.pop("__metadata__")
        plan, characters = Plan(**json.loads(said["plan"])), str(said["characters"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no weights of a decoder in these {len(data)} bytes: {error}") from None
    body = data[8 + size :]
    arrays = {}
    for name, place in header.items():
        start, end = place["data_offsets"]
        if end > len(body):
            raise ValueError(f"the weights are cut off: {name!r} ends at byte {end}, but there are {len(body)}")
        arrays[name] = np.frombuffer(body[start:end], _TYPES[place["dtype"]]).reshape(place["shape"])
    parameters = {
        name: _laid_out(name, array.astype(np.float32) * arrays[name + _SCALE])
        if name + _SCALE in arrays
        else array.copy()
        for name, array in arrays.items()
        if not name.endswith(_SCALE)
    }
    return ReadModel(Decoder(plan, parameters), characters)


def _laid_out(name: str, array: Array) -> Array:
    """Weights column by column: in WebAssembly, where NumPy has no BLAS, the products of `linear` take a quarter of the time
    when the numbers that are summed lie beside each other. The table of tokens is used transposed, where they do already."""
    return array if name in ("tokens", "places") else np.asfortranarray(array)
