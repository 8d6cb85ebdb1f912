"""New Hampshire: the list of bills of the General Court, with their texts and hearings."""
