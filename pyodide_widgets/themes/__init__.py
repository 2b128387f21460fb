"""What only one theme needs: a folder for each."""
