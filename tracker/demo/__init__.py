"""A small world of sample sources, to see the whole way work without network or keys."""
