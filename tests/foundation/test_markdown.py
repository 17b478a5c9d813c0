import threading
import time

import pytest

from forum.foundation.markdown import off_loop, plain, render, render_inline

REL = 'rel="nofollow ugc noopener noreferrer"'


def test_x1_raw_html_is_text() -> None:
    assert render("<script>alert(1)</script>").strip() == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.test",
        "/uk/sign-out",
        "x.html",
    ],
)
def test_x2_x4_only_whole_web_and_mail_addresses_become_links(target: str) -> None:
    assert "<a" not in render(f"[x]({target})")
    assert "<a" not in render_inline(f"[x]({target})")


def test_x3_a_picture_from_elsewhere_is_its_description() -> None:
    assert render("![a *map*](http://evil.test/p.png)").strip() == "<p>a *map*</p>"


def test_x5_x6_links_keep_only_their_address() -> None:
    assert render('[x](https://ok.test "onmouseover=..")').strip() == (
        f'<p><a href="https://ok.test" {REL}>x</a> <span class="link-host">(ok.test)</span></p>'
    )
    assert "%22%3E%3Cscript%3E" in render('[a](https://ok.test/?q="><script>)')


def test_x7_the_host_of_a_link_is_shown_and_a_mixed_one_in_punycode() -> None:
    assert "(xn--pple-43d.com)" in render("[bank](https://\u0430pple.com)")
    for address in ("https://\u0430pple.com/y", "<https://\u0430pple.com/y>", "https://www.\u0430pple.com/y"):
        assert render(address).count("xn--pple-43d.com)") == 1
    for address in (
        "https://apple.com",
        "HTTPS://APPLE.COM/Y",
        "https://\u043f\u043e\u0448\u0442\u0430.\u0443\u043a\u0440",
        "ada@example.org",
    ):
        assert "link-host" not in render(address)
    assert "(пошта.укр)" in render("[лист](https://пошта.укр)")


def test_a_pasted_address_becomes_a_link_without_repeating_its_host() -> None:
    assert render("see https://example.org/a?b=1.").strip() == (
        f'<p>see <a href="https://example.org/a?b=1" {REL}>https://example.org/a?b=1</a>.</p>'
    )
    assert "<a" not in render("example.org and me@example.org")


BOMBS = (
    "[", "[a](", ">", "![", "*[", "[![a](b", "[a][", "[a](https://a.b) ", "http://a.b ", "<http://a.b>", "*a ", "**a _b ",
    "~~a ", "`", "- ", "1. ", "> - ", "<", "x\n", "&", "\\*", "|", "[a]: /b\n",
)  # fmt: skip


def test_x8_bombs_are_rendered_in_half_a_second() -> None:
    """The promised ones, and all of a post's 20,000 characters of each other kind, with a bracket closed at the end.

    Processor time counts, the better of two: the parser waits for nothing, and the machine may
    have other work.
    """
    bombs = ["[" * 20_000, "[a](" * 10_000, ">" * 20_000]
    bombs += [piece * (20_000 // len(piece)) + "]()" for piece in BOMBS]
    slow = [bomb[:40] for bomb in bombs if rendering_seconds(bomb) > 0.5 < rendering_seconds(bomb)]
    assert slow == []


def rendering_seconds(text: str) -> float:
    began = time.process_time()
    render(text)
    return time.process_time() - began


def test_x8_a_text_with_more_brackets_than_prose_has_keeps_them_as_text() -> None:
    assert render("[a](https://ok.test) " * 1000).count(">a</a>") == 1000
    assert render("[a](https://ok.test) " * 1001).count("[a](") == 1001


def test_a_links_host_is_shown_although_an_earlier_link_named_it() -> None:
    html = render("[evil.test](https://evil.test) and [my bank](https://evil.test)")
    assert html.count('<span class="link-host">(evil.test)</span>') == 1


def test_headings_start_below_those_of_the_page() -> None:
    assert render("# A\n\n###### B") == "<h3>A</h3>\n<h6>B</h6>\n"


def test_a_chat_line_keeps_its_line_ends_and_knows_no_blocks() -> None:
    assert render_inline("**a**\n# b") == "<strong>a</strong><br># b"


def test_plain_words_are_cut_at_a_word_end() -> None:
    assert plain("<p>one &amp; two</p><p>three</p>", limit=100) == "one & two three"
    assert plain("<p>one two three</p>", limit=9) == "one two…"
    assert plain("<p><strong>one</strong>, <a href=''>two</a>.<br>three</p>", limit=100) == "one, two. three"


async def test_a_long_text_is_rendered_beside_the_loop_to_the_same_end() -> None:
    rendered_in = []

    def render_here(text: str) -> str:
        rendered_in.append(threading.current_thread())
        return render(text)

    for text in ("**коротко**", "**довго** " * 200):
        assert await off_loop(render_here, text) == render(text)
    assert [thread is threading.main_thread() for thread in rendered_in] == [True, False]
