"""Illinois: the General Assembly's committee hearings and bills."""
