"""The checksum of a file, as browser/checksum.mjs computes it once more in the reader's browser, and says what it is good for.

Called by `pack.py`. Test: tests/site/test_checksum.py.
"""

import numpy as np


def checksum(content: bytes) -> str:
    """Return Fletcher's checksum over little-endian words of 32 bits, the last one filled up with zeros.

    Length, sum of the words, and sum of all sums on the way, each in hex and modulo 2³².

    Source: J. G. Fletcher, An Arithmetic Checksum for Serial Transmissions, IEEE Transactions on Communications 30 (1), 1982.
    """
    words = np.frombuffer(content + bytes(-len(content) % 4), "<u4").astype(np.uint64)
    first = words.sum()
    # A word is in as many of the sums on the way as there are places from its own to the end. What goes beyond 64 bits
    # is a multiple of 2³².
    second = (words * np.arange(len(words), 0, -1, dtype=np.uint64)).sum()
    return "-".join(f"{number % 2**32:x}" for number in (len(content), int(first), int(second)))
