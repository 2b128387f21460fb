"""Drawing with the standard library alone: elements, scales, and the few kinds of figure that the widgets share."""
