"""Article extraction: Tidings and other extractors side by side on pages with gold answers."""
