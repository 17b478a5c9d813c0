"""Landing page, language switch, sitemap."""
