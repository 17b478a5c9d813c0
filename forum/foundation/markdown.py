"""Markdown to safe HTML, once, when a text is written."""

import asyncio
import html
import re
import unicodedata
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MAX_NESTING = 20
# A longer text may take more than a few milliseconds.
QUICK_CHARS = 1_000
# The parser looks ahead from every "[", many times over; a text with more of them than any prose has gets no links.
MAX_BRACKETS = 1000
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li",
    "h3", "h4", "h5", "h6", "a", "span", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# Where a word may end: at every tag but those that stand within one.
_NOT_WITHIN_WORDS = re.compile(r"<(?!/?(?:a|code|del|em|s|strong)\b)")
_LINK_REL = "nofollow ugc noopener noreferrer"
_SCHEMES = {"https", "http", "mailto"}


def render(text: str, *, names: Collection[str] = ()) -> str:
    """The HTML of a Markdown text: no raw HTML, no images from elsewhere, links marked and their host shown.

    Args:
        names: whom an @ before it mentions; these are marked, but in code.

    The page owns levels one and two of the outline, so a text's headings start at `h3`.
    """
    return nh3.clean(
        _for(text, _parser, _linkless_parser).render(text, {"named": _pattern(names)}),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "span": {"class"}},
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
        url_relative="deny",
    )


def render_inline(text: str) -> str:
    """A chat line's HTML: links, emphasis and code, line ends kept; no headings, lists or tables."""
    return nh3.clean(
        _for(text, _inline_parser, _linkless_parser).renderInline(text).replace("\n", "<br>"),
        tags={"br", "em", "strong", "s", "code", "a", "span"},
        attributes={"*": set(), "a": {"href"}, "span": {"class"}},
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
        url_relative="deny",
    )


async def off_loop(render_: Callable[[str], str], text: str) -> str:
    """What `render_` makes of the text; in a thread where it could keep other requests waiting."""
    return render_(text) if len(text) <= QUICK_CHARS else await asyncio.to_thread(render_, text)


def plain(rendered: str, *, limit: int) -> str:
    """The words of rendered HTML, cut at a word end, for descriptions and feeds."""
    words = " ".join(html.unescape(nh3.clean(_NOT_WITHIN_WORDS.sub(" <", rendered), tags=set())).split())
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + "…"


def _for(text: str, usual: MarkdownIt, linkless: MarkdownIt) -> MarkdownIt:
    return usual if text.count("[") <= MAX_BRACKETS else linkless


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
    start = _opening(tokens, index)
    href = str(tokens[start].attrGet("href") or "")
    host = urlsplit(href).hostname or ""
    shown = "".join(token.content for token in tokens[start:index])
    honest = _honest(host)
    # Who wrote an address as it is hides nothing, unless its letters are not what they look like.
    told = honest != host or "xn--" not in host if tokens[start].markup in ("linkify", "autolink") else not host
    if told or host in shown.lower():
        return "</a>"
    return f'</a> <span class="link-host">({escapeHtml(honest)})</span>'


def _text(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    shown = escapeHtml(tokens[index].content)
    named: re.Pattern[str] | None = env.get("named")
    return shown if named is None else named.sub(r'<span class="mention">\g<0></span>', shown)


def _pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """Finds the names behind an @ in HTML, the longest that fits."""
    if not names:
        return None
    longest_first = sorted((re.escape(escapeHtml(name)) for name in names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)@(?:{'|'.join(longest_first)})(?!\w)")


def _opening(tokens: list[Token], index: int) -> int:
    level = tokens[index].level
    return next(at for at in range(index, -1, -1) if tokens[at].type == "link_open" and tokens[at].level == level)


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
    parser.add_render_rule("text", _text)
    parser.add_render_rule("link_close", _link_close)
    return parser


_parser = _build()
_inline_parser = _build().disable(["image"])
_linkless_parser = _build().disable(["link", "image"])
