"""From the bytes of a page to its articles. Pure functions over one parsed tree."""
