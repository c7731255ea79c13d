const adding = document.getElementById("add");
const part = document.getElementById("part");
const quote = document.getElementById("quote");
const pick = document.getElementById("pick");
const words = document.querySelector("#letter pre");
const CALLED = { items: "item", events: "event" };
let added = addedTo(letter);
let picked = null;

function normal(text) {
  return text.trim().split(/\s+/).join(" ");
}

// where these words stand, however the lines of the letter break; added.py looks in the same way
function places(text) {
  const parts = text.split(/\s+/).map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(parts.join("\\s+").replaceAll("-", "-\\s*"), "g");
  return [...words.textContent.matchAll(pattern)].map((one) => one.index);
}

function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !words.contains(selection.anchorNode) || !words.contains(selection.focusNode)) {
    return null;
  }
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const start = before.toString().length + text.length - text.trimStart().length;
  return text.trim() ? { quote: normal(text), start } : null;
}

function shape() {
  for (const label of adding.querySelectorAll("[data-of]")) {
    label.hidden = label.dataset.of !== part.value;
    label.querySelector("input, select").disabled = label.hidden;
  }
}

function begin(wanted) {
  picked = selected() ?? picked;
  part.value = wanted ?? part.value;
  quote.value = picked?.quote ?? quote.value;
  quote.setCustomValidity("");
  shape();
  adding.scrollIntoView({ block: "center" });
  (quote.value ? adding.querySelector("[data-of]:not([hidden]) :is(input, select)") : quote).focus();
}

function write() {
  keep(`${letter.key} added`, JSON.stringify(added));
  document.getElementById("added").replaceChildren(...added.map(line));
  count();
}

function line(one) {
  const row = document.createElement("li");
  const said = document.createElement("span");
  said.className = "decided";
  said.textContent = ` ${CALLED[one.part]} added: ${Object.values(one.values).join(", ").replaceAll("_", " ")} `;
  const back = document.createElement("button");
  back.type = "button";
  back.textContent = "Take back";
  back.addEventListener("click", () => {
    added = added.filter((other) => other !== one);
    write();
    told.textContent = "taken back";
    quote.focus();
  });
  row.append(one.quote, said, back);
  return row;
}

function add() {
  const text = normal(quote.value);
  const found = text ? places(text) : [];
  if (!found.length) {
    quote.setCustomValidity("These words do not stand in the letter.");
    quote.reportValidity();
    return;
  }
  const nth = picked?.quote === text ? Math.max(found.indexOf(picked.start), 0) : 0;
  const values = Object.fromEntries([...new FormData(adding)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  const same = (one) => one.part === part.value && one.quote === text && one.nth === nth;
  added = [...added.filter((one) => !same(one)), { part: part.value, quote: text, nth, values, at: new Date().toISOString().slice(0, 10) }];
  picked = null;
  adding.reset();
  shape();
  write();
  told.textContent = "added";
}

adding.addEventListener("submit", (event) => {
  event.preventDefault();
  add();
});
adding.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.target.matches("button")) {
    event.preventDefault();
    adding.requestSubmit();
  }
});
part.addEventListener("input", shape);
quote.addEventListener("input", () => quote.setCustomValidity(""));
document.addEventListener("selectionchange", () => {
  const now = selected();
  picked = now ?? picked;
  pick.hidden = !now;
});
pick.addEventListener("pointerdown", (event) => event.preventDefault());
pick.addEventListener("click", ({ target }) => target.dataset.part && begin(target.dataset.part));
KEYS.a = () => begin();
shape();
write();
