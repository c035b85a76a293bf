"""Values only: nothing here imports Tidings, and Tidings reads these through Scrapy's settings object."""
