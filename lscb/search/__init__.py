"""Words looked for over everything that a board knows: what is asked, the index, and what of a text it found."""
