"""What a widget is made of: words in both languages, parameters with their controls, tokens, toy vectors, rendering."""
