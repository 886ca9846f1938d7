"""What the pages of every app share: the way back, and how a form or a question ends."""
