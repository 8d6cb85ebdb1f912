"""People who asked for mail, what they asked for, and the links that prove it."""
