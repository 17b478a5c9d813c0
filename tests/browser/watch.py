"""What texts of people did to a page, in whatever way it shows."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

# Of a page that is open: elements and attributes that no text of a person may become, and addresses that run something.
LOOK = """() => {
  const found = [];
  const addresses = ["href", "src", "action", "formaction", "xlink:href", "poster", "data", "background", "cite"];
  const never = "iframe object embed applet frame frameset portal math marquee style foreignObject animate set "
    + "image video audio source track keygen dialog picture listing xmp plaintext";
  const forbidden = new Set(never.split(" "));
  const tell = (element, what) => found.push(what + ": " + element.cloneNode(false).outerHTML?.slice(0, 200));
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const name = element.localName;
      if (forbidden.has(name)) tell(element, "element");
      if (name === "template") element.content && look(element.content);
      if (element.shadowRoot) tell(element, "shadow root");
      if (name === "script" && (element.textContent || !element.src?.startsWith(location.origin + "/static/"))) tell(element, "script");
      if (name === "base" && element.hasAttribute("href")) tell(element, "base");
      if (name === "meta" && element.httpEquiv) tell(element, "meta");
      for (const attribute of element.attributes) {
        if (/^(on|zz|style$|srcdoc$|srcset$|ping$|autofocus$|hx-|ng-|x-|v-)/.test(attribute.name)) tell(element, "attribute");
        if (!addresses.includes(attribute.name)) continue;
        const url = URL.canParse(attribute.value, document.baseURI) ? new URL(attribute.value, document.baseURI) : {};
        if (!["http:", "https:", "mailto:"].includes(url.protocol)) tell(element, "address");
        if (name !== "a" && !["id", "uri"].includes(name) && url.origin !== location.origin) tell(element, "from elsewhere");
      }
      if (element.closest(".prose, [data-part=text]") && (element.id || /^(?!mention$|link-host$)./.test(element.getAttribute("class") ?? "")))
        if (!element.matches(".prose, [data-part=text]")) tell(element, "borrowed");
    }
  };
  look(document);
  return found;
}"""
# A page that holds all payloads many times over, on a machine that does other things.
SLOW_MS = 60_000
# A number of a payload, and one that was multiplied by seven where a template or a script ran.
NUMBER, PRODUCT = re.compile(r"\b90\d{5}\b"), re.compile(r"\b6[345]\d{6}\b")


@dataclass
class Watch:
    """Follows all pages of a context.

    Attributes:
        troubles: what a text of a person did, a line for each.
        seen: the numbers of payloads that stood in what was answered.
    """

    context: BrowserContext
    origin: str
    troubles: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context.expose_binding("__x", lambda source, number=None: self._tell("script ran", number))
        self.context.expose_binding("__refused", lambda source, what: self._tell("refused by the policy", what))
        self.context.add_init_script(
            "addEventListener('securitypolicyviolation', event => "
            "__refused(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"
        )
        self.context.set_default_navigation_timeout(SLOW_MS)
        self.context.on("dialog", self._dialog)
        self.context.on("request", self._request)

    def open(self, page: Page, address: str) -> int:
        """Go there and look; the answer's status."""
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        self.look(page)
        return answer.status

    def look(self, page: Page) -> None:
        """At what the page is now."""
        content = page.content()
        self.seen.update(NUMBER.findall(content))
        self.troubles += [f"{page.url}: {line}" for line in page.evaluate(LOOK)]
        self.troubles += [
            f"{page.url}: evaluated {number}" for number in PRODUCT.findall(content) if int(number) % 7 == 0
        ]
        if len(page.frames) != 1:
            self._tell("frame", page.frames[1].url)

    def _tell(self, what: str, detail: object) -> None:
        self.troubles.append(f"{what}: {detail}")

    def _dialog(self, dialog: Any) -> None:
        self._tell("dialog", dialog.message)
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.origin) and urlsplit(request.url).scheme not in ("about", "blob"):
            self._tell("request", request.url)
