"""Markdown to safe HTML, once, when a text is written."""

import html
import unicodedata
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MAX_NESTING = 20
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li",
    "h3", "h4", "h5", "h6", "a", "span", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_LINK_REL = "nofollow ugc noopener noreferrer"
_SCHEMES = {"https", "http", "mailto"}


def render(text: str) -> str:
    """The HTML of a Markdown text: no raw HTML, no images from elsewhere, links marked and their host shown.

    The page owns levels one and two of the outline, so a text's headings start at `h3`.
    """
    return nh3.clean(
        _parser.render(text),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "span": {"class"}},
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
        url_relative="deny",
    )


def render_inline(text: str) -> str:
    """A chat line's HTML: links, emphasis and code, line ends kept; no headings, lists or tables."""
    return nh3.clean(
        _inline_parser.renderInline(text).replace("\n", "<br>"),
        tags={"br", "em", "strong", "s", "code", "a", "span"},
        attributes={"*": set(), "a": {"href"}, "span": {"class"}},
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
        url_relative="deny",
    )


def plain(rendered: str, *, limit: int) -> str:
    """The words of rendered HTML, cut at a word end, for descriptions and feeds."""
    words = " ".join(html.unescape(nh3.clean(rendered.replace("<", " <"), tags=set())).split())
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + "…"


def _whole_address(url: str) -> bool:
    """Only addresses that say where they lead: no relative ones, no `//host`, no script."""
    return url.lower().startswith(("https://", "http://", "mailto:"))


def _heading(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    tokens[index].tag = f"h{min(int(tokens[index].tag[1]) + 2, 6)}"
    return renderer.renderToken(tokens, index, options, env)


def _image(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    # A picture from elsewhere would tell its host who reads this page: the description stays, as text.
    return escapeHtml(tokens[index].content)


def _link_close(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    opening = _opening(tokens, index)
    href = str(opening.attrGet("href") or "")
    host = urlsplit(href).hostname or ""
    shown = "".join(token.content for token in tokens[:index] if token.level > opening.level)
    if not host or opening.markup in ("linkify", "autolink") or host in shown:
        return "</a>"
    return f'</a> <span class="link-host">({escapeHtml(_honest(host))})</span>'


def _opening(tokens: list[Token], index: int) -> Token:
    return next(t for t in reversed(tokens[:index]) if t.type == "link_open" and t.level == tokens[index].level)


def _honest(host: str) -> str:
    """The host as its country writes it, but in punycode when one of its labels mixes scripts."""
    try:
        readable = host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
    mixed = any(len({_script(char) for char in label if char.isalpha()}) > 1 for label in readable.split("."))
    return host if mixed else readable


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ")[0]


def _build() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": MAX_NESTING})
    parser.enable(["strikethrough", "table", "linkify"])
    parser.validateLink = _whole_address  # type: ignore[method-assign]
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_close", _link_close)
    return parser


_parser = _build()
_inline_parser = _build().disable(["image"])
