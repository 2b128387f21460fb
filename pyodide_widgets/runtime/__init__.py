"""The Pyodide runtime: pinned, fetched into a cache, compiled into archives, packed for the site."""
