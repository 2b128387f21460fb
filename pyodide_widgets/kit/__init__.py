"""What a widget is made of: texts in every language, parameters with their controls, tokens, rendering."""
