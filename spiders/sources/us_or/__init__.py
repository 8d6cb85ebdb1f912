"""Oregon: the Legislature's OData service (OLIS)."""
