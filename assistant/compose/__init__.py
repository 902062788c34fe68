"""Composers: Retrieved in, parts of a Draft out."""
