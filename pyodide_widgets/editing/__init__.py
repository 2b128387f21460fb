"""What a reader writes in the page, and runs: other code for a function, and solutions of challenges.

It is fetched when somebody begins to edit (`build/editing.py`); the modules here need the standard library and NumPy alone.
"""
