const rows = [...document.querySelectorAll("#letters li")];
const find = document.getElementById("find");
const show = document.getElementById("show");

function sift() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const wanted = show.value === "undecided" ? undecided(row).length > 0 : !show.value || row.dataset.concern === show.value;
    row.hidden = !wanted || !words.every((word) => text.includes(word));
  }
  const number = rows.filter((row) => !row.hidden).length;
  document.getElementById("none").hidden = number > 0;
  document.getElementById("count").textContent = number === 1 ? "1 letter" : `${number} letters`;
}

function undecided(row) {
  const values = row.dataset.record ? decided(letterOf(row)) : {};
  return (row.dataset.open ?? "").split(" ").filter((field) => field && !values[field]);
}

function refresh() {
  for (const row of rows.filter((one) => one.dataset.record)) {
    const letter = letterOf(row);
    const number = Object.keys(decided(letter)).length + addedTo(letter).length;
    const settled = row.dataset.open && !undecided(row).length;
    row.classList.toggle("settled", Boolean(settled));
    row.querySelector(".decided").textContent = settled ? `${number} decided, all that was open` : number ? `${number} decided` : "";
  }
}

function step(forward) {
  const links = rows.filter((row) => !row.hidden).map((row) => row.querySelector("a")).filter(Boolean);
  const at = links.indexOf(document.activeElement);
  (forward ? links[at + 1] : links[Math.max(at - 1, 0)])?.focus();
}

const KEYS = { j: () => step(true), k: () => step(false), "/": () => find.focus() };

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select");
  if (typing && event.key === "Escape") {
    event.target.blur();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
find.addEventListener("input", sift);
show.addEventListener("input", sift);
addEventListener("pageshow", () => {
  refresh();
  sift();
});
document.getElementById("save").addEventListener("click", () => save(rows.filter((row) => row.dataset.record).map(letterOf)));
sift();
refresh();
