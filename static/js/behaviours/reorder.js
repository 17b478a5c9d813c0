/* Points of a programme that exchange their places at once, by the buttons that move them or by dragging; without
   scripts the buttons ask the server. Each item is [data-reorder-item] with fields of the same names but for a number. */

export default function reorder(list) {
  const items = () => [...list.querySelectorAll("[data-reorder-item]")];
  const fields = (item) => [...item.querySelectorAll("input, select, textarea")];
  const parts = (item) => [...item.querySelectorAll("details")];
  let dragged = null;

  const exchange = (one, other) => {
    const theirs = fields(other);
    fields(one).forEach((field, place) => {
      [field.value, theirs[place].value] = [theirs[place].value, field.value];
    });
    const theirParts = parts(other);
    parts(one).forEach((part, place) => {
      [part.open, theirParts[place].open] = [theirParts[place].open, part.open];
    });
    one.open = other.open = true;
  };

  const move = (from, to) => {
    const all = items();
    const step = Math.sign(to - from);
    for (let at = from; at !== to; at += step) exchange(all[at], all[at + step]);
    return all[to];
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const from = items().indexOf(button.closest("[data-reorder-item]"));
    const to = from + (button.value.endsWith("-up") ? -1 : 1);
    if (to < 0 || to >= items().length) return;
    const same = move(from, to).querySelector(`button[value$="${button.value.endsWith("-up") ? "-up" : "-down"}"]`);
    (same ?? move(to, to).querySelector("button[name=move]")).focus();
  });

  for (const item of items()) {
    const handle = item.querySelector("summary");
    handle.draggable = true;
    handle.addEventListener("dragstart", () => { dragged = item; });
    item.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged && dragged !== item) move(items().indexOf(dragged), items().indexOf(item));
      dragged = null;
    });
  }
}
