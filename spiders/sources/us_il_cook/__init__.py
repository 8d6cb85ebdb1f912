"""Cook County, Illinois: its public hospitals and clinics."""
