const panel = document.getElementById("decide");
const form = document.getElementById("correct");
const edit = document.getElementById("edit");
const clear = document.getElementById("clear");
const letter = letterOf(document.querySelector("main"));
const values = decided(letter);
const SAID = { confirmed: "confirmed by you", cannot_be_told: "cannot be told" };
const SAYS = { case: "The header says", worker: "The summary says", utilization_review: "The summary says" };
const opened = document.getElementById("opened");
const openly = opened.textContent;
const openFields = [...new Set([...document.querySelectorAll("section[aria-labelledby=open] .field")].map((field) => field.dataset.field))];
let current = null;

function spoken(value) {
  if (value === null) {
    return "not in the letter";
  }
  return value === true ? "yes" : value === false ? "no" : Array.isArray(value) ? value.join(", ") || "none" : String(value);
}

function mark(field) {
  const one = values[field.dataset.field];
  field.querySelector(".decided")?.remove();
  field.classList.toggle("settled", Boolean(one));
  if (one) {
    const said = document.createElement("span");
    said.className = "decided";
    said.textContent = SAID[one.verdict] ?? `corrected: ${spoken(one.value)}`;
    field.querySelector(".value").append(said);
  }
}

function count() {
  const number = Object.keys(values).length;
  const more = addedTo(letter).length;
  const said = number === 1 ? "1 value decided" : `${number} values decided`;
  document.getElementById("count").textContent = more ? `${said}, ${more} added` : said;
  const left = openFields.filter((field) => !values[field]).length;
  const told = left ? `${openly}, ${left} still to decide` : `${openly}, all decided`;
  opened.textContent = left === openFields.length ? openly : told;
}

function settle(path, one) {
  if (one) {
    values[path] = { ...one, at: new Date().toISOString().slice(0, 10) };
  } else {
    delete values[path];
  }
  keep(letter.key, JSON.stringify(values));
  fields.filter((field) => field.dataset.field === path).forEach(mark);
  count();
  clear.hidden = !one;
  fold();
  told.textContent = one ? SAID[one.verdict] ?? `corrected: ${spoken(one.value)}` : "taken back";
}

function fold() {
  form.hidden = true;
  edit.setAttribute("aria-expanded", "false");
}

function attend(field) {
  current = field;
  field.parentElement.append(panel);
  panel.hidden = false;
  edit.hidden = field.dataset.kind === "none";
  clear.hidden = !values[field.dataset.field];
  fold();
}

function option(value, text, chosen) {
  const one = new Option(text, value);
  one.selected = value === chosen;
  return one;
}

function input(kind, value) {
  const options = kind === "flag" ? ["yes", "no"] : current.dataset.options.split(" ");
  if (kind === "choice" || kind === "flag") {
    const select = document.createElement("select");
    const chosen = kind === "flag" && value !== null ? spoken(value) : value ?? "";
    select.append(option("", "—", chosen), ...options.map((one) => option(one, one.replaceAll("_", " "), chosen)));
    return select;
  }
  const long = kind === "lines" || (kind === "text" && (value ?? "").length > 60);
  const made = document.createElement(long ? "textarea" : "input");
  if (kind === "number") {
    Object.assign(made, { type: "number", min: 0 });
  } else if (kind === "date") {
    Object.assign(made, { pattern: "\\d{4}(-\\d{2}(-\\d{2})?)?", placeholder: "YYYY-MM-DD", title: "YYYY, YYYY-MM or YYYY-MM-DD" });
  }
  made.value = kind === "lines" ? (value ?? []).join("\n") : value ?? "";
  return made;
}

function given(kind, text) {
  if (kind === "lines") {
    return text.split("\n").map((line) => line.trim()).filter(Boolean);
  }
  if (!text.trim()) {
    return null;
  }
  return kind === "flag" ? text === "yes" : kind === "number" ? Number(text) : text.trim();
}

function correct() {
  const { field, kind, value } = current.dataset;
  const made = input(kind, values[field]?.verdict === "corrected" ? values[field].value : JSON.parse(value));
  made.id = "to";
  document.getElementById("says").textContent = SAYS[field.split(".")[0]] ?? "The letter says";
  document.getElementById("slot").replaceChildren(made);
  form.hidden = false;
  edit.setAttribute("aria-expanded", "true");
  made.focus();
}

function step(forward, wanted = () => true) {
  const at = fields.indexOf(current);
  const rest = forward ? fields.slice(at + 1) : fields.slice(0, Math.max(at, 0)).reverse();
  const next = rest.find(wanted);
  if (next) {
    next.focus();
    chooseField(next);
    if (next.getBoundingClientRect().bottom > innerHeight - 80 || next.getBoundingClientRect().top < 0) {
      next.scrollIntoView({ block: "center" });
    }
  }
}

const unsettled = (field) => !field.matches(".confirmed, .settled");
const KEYS = {
  j: () => step(true),
  k: () => step(false),
  n: () => step(true, unsettled),
  c: () => current && settle(current.dataset.field, { verdict: "confirmed" }),
  u: () => current && settle(current.dataset.field, { verdict: "cannot_be_told" }),
  x: () => current && settle(current.dataset.field, null),
  e: () => current && !edit.hidden && correct(),
};

document.addEventListener("chosen", (event) => attend(event.detail));
panel.addEventListener("click", (event) => {
  const { verdict } = event.target.dataset;
  if (verdict) {
    settle(current.dataset.field, { verdict });
  }
});
edit.addEventListener("click", () => (form.hidden ? correct() : fold()));
clear.addEventListener("click", () => {
  settle(current.dataset.field, null);
  current.focus();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { field, kind } = current.dataset;
  settle(field, { verdict: "corrected", value: given(kind, document.getElementById("to").value) });
  current.focus();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (typing && event.key === "Escape") {
    fold();
    current?.focus();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
document.getElementById("save").addEventListener("click", () => save([letter]));
fields.forEach(mark);
count();
if (first) {
  attend(first);
}
