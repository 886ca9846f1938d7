"""What happens after a commit or by a timer: work in the background, letters, housekeeping."""
