"""The organizers' desk: what runs, what failed, what the rules say; never what a person reads."""
