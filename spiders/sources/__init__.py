"""One module a source: path is place, file is kind."""
