"""Asking gemeenten, provincies en waterschappen what they think of a proposal, with forms."""
