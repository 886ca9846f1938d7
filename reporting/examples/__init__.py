"""The published plans that come with the product, and invented progress to try it with."""
