"""The Python that the worker needs beside the widgets and the calls of `kit/browser_calls.py`."""
