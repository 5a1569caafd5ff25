"""Measure: the one table of shared memberships, the measures, through time, and after a move."""
