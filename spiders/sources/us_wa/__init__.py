"""Washington: the Legislature's web services."""
