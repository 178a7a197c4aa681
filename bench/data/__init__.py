"""Full databases: a few cases told by the product's own services, then copied as often as was asked."""
