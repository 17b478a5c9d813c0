from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

from forum.foundation import atom

NS = "{http://www.w3.org/2005/Atom}"
AT = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def feed(*entries: atom.Entry) -> Xml.Element:
    url = "https://mosty.test/uk/x"
    written = atom.write(
        atom.Feed(
            id=atom.tag(url, AT, "board", "x"),
            url=url + "/feed.atom",
            page=url,
            title="Вода & тепло",
            lang="uk",
            since=AT,
            entries=entries,
        )
    )
    return Xml.fromstring(written)


def entry(**changes: object) -> atom.Entry:
    facts = {
        "id": "tag:a,2027:1",
        "url": "https://mosty.test/1",
        "title": "T",
        "author": "Ada",
        "lang": "pl",
        "html": "<p>a &amp; b</p>",
        "published": AT,
        "updated": AT,
    }
    return atom.Entry(**{**facts, **changes})  # type: ignore[arg-type]


def test_an_empty_feed_has_what_rfc_4287_asks_for() -> None:
    root = feed()
    assert root.tag == f"{NS}feed"
    assert root.findtext(f"{NS}id") == "tag:mosty.test,2027-02-01:board/x"
    assert root.findtext(f"{NS}title") == "Вода & тепло"
    assert root.findtext(f"{NS}updated") == "2027-02-01T09:00:00Z"
    assert {link.get("rel") for link in root.findall(f"{NS}link")} == {"self", "alternate"}


def test_a_feed_is_as_new_as_its_newest_entry_and_html_comes_back_whole() -> None:
    root = feed(entry(), entry(updated=AT.replace(hour=12), html="<p>\ufffe</p>"))
    assert root.findtext(f"{NS}updated") == "2027-02-01T12:00:00Z"
    first, second = root.findall(f"{NS}entry")
    content = first.find(f"{NS}content")
    assert content is not None
    assert (content.get("type"), content.text) == ("html", "<p>a &amp; b</p>")
    assert first.get("{http://www.w3.org/XML/1998/namespace}lang") == "pl"
    assert first.findtext(f"{NS}author/{NS}name") == "Ada"
    assert second.findtext(f"{NS}content") == "<p></p>"


def test_a_feed_names_its_hub_where_there_is_one() -> None:
    url = "https://mosty.test/uk/x"
    alone = atom.Feed(id="tag:x,2027:1", url=url, page=url, title="x", lang="en", since=AT, entries=[])
    assert b'rel="hub"' not in atom.write(alone)
    assert b'<link rel="hub" href="https://hub.test/" />' in atom.write(replace(alone, hub="https://hub.test/"))
