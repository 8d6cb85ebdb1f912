"""Know how the public testifies in each place: rules as data, read once into types, never text to be evaluated."""
