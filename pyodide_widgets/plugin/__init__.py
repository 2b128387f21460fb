"""The plugin for MkDocs: `plugins: [search, pyodide-widgets]`. It calls the other parts and does little itself."""
