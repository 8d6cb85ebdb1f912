"""Chicago, Illinois: its boards of health and mental health."""
