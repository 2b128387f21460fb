"""The built site in a real browser. One file for each thing a reader does; helpers are the files without `test_`."""
