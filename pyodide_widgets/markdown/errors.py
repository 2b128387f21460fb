"""The error that stops a build because of what an author wrote."""

from __future__ import annotations


class PageError(Exception):
    """Something in a page that cannot be built. The message says where it is, what is wrong, and what would be right.

    The plugin hands it to MkDocs as a `BuildError`, which is shown without a traceback.
    """
