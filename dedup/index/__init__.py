"""Rows -> candidates: two indexes of windows behind one interface, and the stores that keep their rows."""
