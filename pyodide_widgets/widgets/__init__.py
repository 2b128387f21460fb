"""The bundled widgets, one file each: a package like any author's."""
