"""The site in Chromium, Firefox and WebKit: one suite, which a window of each engine runs."""
