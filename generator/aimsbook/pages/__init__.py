"""Every set of pages, one module each with a function `pages` that yields pages and files of the site."""
