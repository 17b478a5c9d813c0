"""What home adds: the front door, the pages about the site, health."""

from forum.foundation.capability import Capability
from forum.home import api_docs, health
from forum.home.pages import about, language

capability = Capability(
    name="home",
    pages=(about.about, about.terms, about.accessibility, about.source),
    api=(api_docs.openapi, api_docs.docs),
    routes=(language.choose_language, language.remember_language, health.livez, health.readyz, health.metrics),
)
