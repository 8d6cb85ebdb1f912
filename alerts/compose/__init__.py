"""What to tell whom: load, select, suggest an action. Renders nothing, sends nothing."""
