"""Files as programs really write them, the same bytes every time."""
