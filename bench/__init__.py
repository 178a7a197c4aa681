"""The bench: how quick the product is, beside the least that Django and PostgreSQL cost. See README.md."""
