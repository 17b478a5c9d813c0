/* Copies an address: data-copy holds it (or the link's own), data-copied what to say afterwards. */

const SAID_FOR_MS = 2500;

export default function copy(button) {
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const address = new URL(button.dataset.copy ?? button.getAttribute("href"), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // No permission for the clipboard: the address bar can be copied by hand.
      location.assign(address);
      return;
    }
    label.setAttribute("role", "status");
    label.textContent = button.dataset.copied;
    setTimeout(() => {
      label.textContent = before;
    }, SAID_FOR_MS);
  });
}
