"""What single sheets of paper say: one module a sheet, as the templates `print/sheet_*.html`."""
