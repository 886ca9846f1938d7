"""What a page or a paper of reporting asks, a module a question, each in a fixed number of queries."""
