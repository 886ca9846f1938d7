"""The service as whoever runs it sees it: is it fit to start, is it ready, what it logs and what it counts."""
