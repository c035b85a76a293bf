"""Scrapy's own commands where Tidings' differ: the setting COMMANDS_MODULE names this package."""
