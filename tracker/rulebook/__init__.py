"""The living rulebook: pages that are read again, reviews, what notices teach, and the rules as a public standard."""
