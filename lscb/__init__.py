"""The project: settings, addresses, and what every app stands on."""

import gc

# Python looks through what is new for reference cycles after every 700 objects. Loading the product makes 430,000 that
# stay: it took a quarter longer for that, and a page up to a tenth (docs/decisions/0075).
gc.set_threshold(50_000, 20, 20)
