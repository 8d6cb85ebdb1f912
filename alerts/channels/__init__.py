"""Ways of reaching someone, one small class each."""
