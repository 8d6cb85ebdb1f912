"""Virginia: the tables of the Legislative Information System."""
