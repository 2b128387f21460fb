"""Tests as another author meets the package: installed from its wheel, in an environment and a folder of their own."""
