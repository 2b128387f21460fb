"""Widgets whose figures NumPy computes: at build time, and by the same code in the reader's browser."""
