"""What the widgets with trained models have in common."""
