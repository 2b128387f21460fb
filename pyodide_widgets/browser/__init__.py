"""What runs in the reader's browser beside the widgets: modules of the page and its worker, and the Python they need."""
