"""Getting, keeping and showing: spiders, the store, the review and the command line."""
