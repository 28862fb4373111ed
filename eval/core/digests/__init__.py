"""A digest's items held against lists made by hand."""
