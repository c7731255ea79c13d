"use strict";
const fields = [...document.querySelectorAll("button[data-checks]")];
const narrow = matchMedia("(max-width: 60rem)");
const AROUND = 60, LONGEST = 500;
const marks = [...document.querySelectorAll("mark")];
const told = document.getElementById("told");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function scrollTo(element) {
  element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

function checksOf(element) {
  return element.dataset.checks.split(" ").filter(Boolean);
}

function choose(field) {
  const own = checksOf(field);
  // what nothing checks is a judgment about other words
  const checks = own.length ? own : field.dataset.about.split(" ");
  const concerned = (element) => checksOf(element).some((check) => checks.includes(check));
  for (const other of fields) {
    other.setAttribute("aria-pressed", String(other === field || (own.length > 0 && concerned(other))));
  }
  for (const mark of marks) {
    mark.classList.toggle("chosen", concerned(mark));
  }
  document.querySelector(".words")?.remove();
  document.dispatchEvent(new CustomEvent("chosen", { detail: field }));
  return marks.filter(concerned);
}

function passages(chosen) {
  const found = [];
  for (const mark of chosen) {
    const last = found.at(-1);
    if (last && last.at(-1).nextSibling === mark) {
      last.push(mark);
    } else {
      found.push([mark]);
    }
  }
  return found;
}

function shortened(text) {
  return text.length > LONGEST ? text.slice(0, LONGEST) + " …" : text;
}

function near(node, next) {
  const after = next === "nextSibling";
  let text = "";
  for (let one = node[next]; one && text.length < AROUND; one = one[next]) {
    text = after ? text + one.textContent : one.textContent + text;
  }
  // whole words only, where there is more
  return text.length < AROUND ? text : after ? text.slice(0, AROUND).replace(/\S*$/, "…") : text.slice(-AROUND).replace(/^\S*/, "…");
}

function showInPlace(field, chosen) {
  const words = document.createElement("div");
  words.className = "words";
  for (const passage of passages(chosen)) {
    const quote = document.createElement("blockquote");
    const mark = document.createElement("mark");
    mark.textContent = shortened(passage.map((one) => one.textContent).join(""));
    quote.append(near(passage[0], "previousSibling"), mark, near(passage.at(-1), "nextSibling"));
    words.append(quote);
  }
  const jump = document.createElement("button");
  jump.type = "button";
  jump.textContent = "Show in the letter";
  jump.addEventListener("click", () => scrollTo(chosen[0]));
  words.append(jump);
  field.after(words);
}

function chooseField(field) {
  const chosen = choose(field);
  if (chosen.length) {
    if (narrow.matches) {
      showInPlace(field, chosen);
    } else {
      scrollTo(chosen[0]);
    }
    told.textContent = "Evidence: " + chosen.map((mark) => mark.textContent).join("").slice(0, 300);
  } else {
    told.textContent = "No evidence in the letter.";
  }
}

function chooseMark(mark) {
  const check = checksOf(mark)[0];
  const field = fields.filter((one) => checksOf(one).includes(check)).pop();
  if (field) {
    choose(field);
    scrollTo(field);
    field.focus({ preventScroll: true });
    told.textContent = "Field: " + field.querySelector(".name").textContent;
  }
}

for (const field of fields) {
  field.addEventListener("click", () => chooseField(field));
}
for (const mark of marks) {
  // who marks words with the pointer wants these, not the field
  mark.addEventListener("click", () => getSelection().isCollapsed && chooseMark(mark));
  mark.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      chooseMark(mark);
    }
  });
}

const wanted = decodeURIComponent(location.hash.slice(1));
const first = fields.find((field) => field.dataset.field === wanted);
if (first) {
  chooseField(first);
  scrollTo(first);
}
