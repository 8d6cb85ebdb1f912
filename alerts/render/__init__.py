"""A digest as text, HTML and MIME, in the reader's language."""
