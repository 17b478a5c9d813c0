/* A text field that grows with its text. Its rows change, not its style; CSS sets how far it goes. */

const MAX_ROWS = 24;

export default function autogrow(area) {
  const least = area.rows;
  const grow = () => {
    area.rows = least;
    const look = getComputedStyle(area);
    const line = parseFloat(look.lineHeight);
    const padding = parseFloat(look.paddingBlockStart) + parseFloat(look.paddingBlockEnd);
    const wanted = Math.round((area.scrollHeight - padding) / line);
    if (wanted > least) area.rows = Math.min(wanted, MAX_ROWS);
  };
  area.addEventListener("input", grow);
  grow();
}
