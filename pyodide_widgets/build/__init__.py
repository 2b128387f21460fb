"""What a finished site needs beside its pages: assets, prepared figures, the service worker."""
