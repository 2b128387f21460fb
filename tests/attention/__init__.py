"""The attention core against what nobody here wrote, and against what must always hold."""
