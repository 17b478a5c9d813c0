"""What home adds: the front door, landing page and search, pages about the site, health, the API's description."""

from forum.foundation.capability import Capability
from forum.home import api, api_docs, health, sitemap
from forum.home.pages import about, landing, language, search

capability = Capability(
    name="home",
    pages=(landing.landing, about.about, about.terms, about.accessibility, about.source, search.search),
    api=(api.search, api_docs.openapi, api_docs.docs),
    routes=(
        language.choose_language,
        language.remember_language,
        sitemap.sitemap,
        sitemap.robots,
        health.livez,
        health.readyz,
        health.metrics,
    ),
)
