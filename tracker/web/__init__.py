"""Pages, JSON API and feeds: they show and ask; every decision stands elsewhere."""
