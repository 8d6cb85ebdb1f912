"""Massachusetts: the General Court, through its public API."""
