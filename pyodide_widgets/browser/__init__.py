"""What runs in the reader's browser beside the widgets: a folder per context, and `shared/` for what several import.

`page/` runs in the page, `worker/` in the worker that runs Python, `fetch_worker/` in the one that fetches its files,
`snapshot/` in the one that makes snapshots, `service_worker/` in the service worker. They communicate through the messages
of `shared/protocol.mjs`. A built site has the same folders in `pyodide-widgets/`.
"""
