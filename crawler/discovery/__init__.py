"""Finding links: what feeds, sitemaps and listings name. Pure functions of the bytes; they run in a worker."""
