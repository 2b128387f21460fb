"""A new project for an author: `pyodide-widgets new FOLDER`."""
