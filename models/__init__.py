"""Where model weights come from: the catalog, the download and the cache. Imports nothing else of ours."""
