"""The plans that come with the product, published and invented ones, and invented progress to try them with."""
