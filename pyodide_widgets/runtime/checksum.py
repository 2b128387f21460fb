"""The checksum of a file, as browser/shared/checksum.mjs computes it once more in the reader's browser, and says what it is good for.

Called by `pack.py`. Test: tests/runtime/test_checksum.py.
"""

import struct
from itertools import accumulate


def checksum(content: bytes) -> str:
    """Return Fletcher's checksum over little-endian words of 32 bits, the last one filled up with zeros.

    Length, sum of the words, and sum of all sums on the way, each in hex and modulo 2³².

    Source: J. G. Fletcher, An Arithmetic Checksum for Serial Transmissions, IEEE Transactions on Communications 30 (1), 1982.
    """
    filled = content + bytes(-len(content) % 4)
    words = struct.unpack(f"<{len(filled) // 4}I", filled)
    return "-".join(f"{number % 2**32:x}" for number in (len(content), sum(words), sum(accumulate(words))))
