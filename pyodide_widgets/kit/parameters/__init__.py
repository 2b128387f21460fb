"""The parameters of a widget: what a reader may set, how a text becomes a value, and the native control for it.

Every value arrives as text, whether an author wrote it in Markdown, a link carries it or a control sends it. So there is
one way to read it, and it never fails: a text that does not fit gives the nearest value that does, and a problem to report.
"""

from .choice import Choice
from .dwell import Dwell, Section
from .number import Number
from .order import Order, Ordered, moved, order_text
from .parameter import Parameter, Reading, Values
from .sentence import Sentence, Typed, Word
from .text import shown_text
from .toggle import Toggle

__all__ = [
    "Choice",
    "Dwell",
    "Number",
    "Order",
    "Ordered",
    "Parameter",
    "Reading",
    "Section",
    "Sentence",
    "Toggle",
    "Typed",
    "Values",
    "Word",
    "moved",
    "order_text",
    "shown_text",
]
