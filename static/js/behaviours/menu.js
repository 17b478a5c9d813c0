/* A <details> that closes as menus do: on Escape, on a click elsewhere, when focus leaves it. */

export default function menu(details) {
  const summary = details.querySelector("summary");
  const close = () => details.removeAttribute("open");

  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    summary.focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) close();
  });
}
