"""What goes on paper or into a file of words: the PDF, and the Word document from the same HTML."""
