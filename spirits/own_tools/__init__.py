"""Tools that staff define, in the shape of ours."""
