/*
 * Has the site remember the language that somebody switches to, for the next time they come to its front door. The
 * links lead there all the same: data-remember is where the choice is sent to.
 */

export default function rememberLanguage(languages, send = (address, options) => fetch(address, options)) {
  languages.addEventListener("click", (event) => {
    const link = event.target.closest("a[hreflang]");
    if (!link) return;
    // The page is left before the answer comes.
    const options = { method: "POST", body: new URLSearchParams({ lang: link.hreflang }), keepalive: true, redirect: "manual" };
    send(languages.dataset.remember, options).catch(() => {});
  });
}
