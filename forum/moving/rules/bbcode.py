"""BBCode as Markdown, as far as both know the same things."""

import re

_UID = re.compile(r"(\[/?[a-z*]+(?:=[^\]]*)?):[0-9a-z]{5,10}(?=\])", re.IGNORECASE)
_QUOTE = re.compile(
    r"\[quote(?:=(?:\"|&quot;)?([^\]\"]*?)(?:\"|&quot;)?)?\]((?:(?!\[quote).)*?)\[/quote\]", re.I | re.S
)
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), becomes)
    for pattern, becomes in (
        (r"\[b\](.*?)\[/b\]", r"**\1**"),
        (r"\[i\](.*?)\[/i\]", r"*\1*"),
        (r"\[s\](.*?)\[/s\]", r"~~\1~~"),
        (r"\[code(?:=[^\]]*)?\](.*?)\[/code\]", r"\n```\n\1\n```\n"),
        (r"\[url=\"?([^\]\"]+)\"?\](.*?)\[/url\]", r"[\2](\1)"),
        (r"\[(?:url|img)\](.*?)\[/(?:url|img)\]", r"\1"),
        (r"\[\*\]\s*", r"\n- "),
        (r"\[/?(?:list|u|color|size|center|font|email|attachment|\*)(?:=[^\]]*)?\]", ""),
    )
)
MAX_DEPTH = 5


def markdown(text: str) -> str:
    text = _UID.sub(r"\1", text)
    for _ in range(MAX_DEPTH):
        text, found = _QUOTE.subn(_quoted, text)
        if not found:
            break
    for pattern, becomes in _RULES:
        text = pattern.sub(becomes, text)
    return text.strip()


def _quoted(match: re.Match[str]) -> str:
    who = f"{match[1]}:\n" if match[1] else ""
    return "\n" + "".join(f"> {line}\n" for line in (who + match[2].strip()).split("\n")) + "\n"
