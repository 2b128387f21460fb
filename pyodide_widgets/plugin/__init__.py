"""The plugin for MkDocs: it calls the other parts."""
