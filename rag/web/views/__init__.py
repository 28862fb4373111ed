"""What readers see: answers and documents as HTML, Markdown and Word; every outside text is escaped."""
