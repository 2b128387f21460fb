"""The Markdown extensions: what a page shows. Nothing here imports MkDocs."""
