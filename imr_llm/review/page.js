"use strict";
const fields = [...document.querySelectorAll("button[data-checks]")];
const marks = [...document.querySelectorAll("mark")];
const told = document.getElementById("told");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function scrollTo(element) {
  element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

function checksOf(element) {
  return element.dataset.checks.split(" ");
}

function choose(checks) {
  const concerned = (element) => checksOf(element).some((check) => checks.includes(check));
  for (const field of fields) {
    field.setAttribute("aria-pressed", String(concerned(field)));
  }
  for (const mark of marks) {
    mark.classList.toggle("chosen", concerned(mark));
  }
  return marks.filter(concerned);
}

function chooseField(field) {
  const chosen = choose(checksOf(field));
  if (chosen.length) {
    scrollTo(chosen[0]);
    told.textContent = "Evidence: " + chosen.map((mark) => mark.textContent).join("").slice(0, 300);
  } else {
    told.textContent = "No evidence in the letter.";
  }
}

function chooseMark(mark) {
  const check = checksOf(mark)[0];
  const field = fields.filter((one) => checksOf(one).includes(check)).pop();
  if (field) {
    choose(checksOf(field));
    scrollTo(field);
    field.focus({ preventScroll: true });
    told.textContent = "Field: " + field.querySelector(".name").textContent;
  }
}

for (const field of fields) {
  field.addEventListener("click", () => chooseField(field));
}
for (const mark of marks) {
  mark.addEventListener("click", () => chooseMark(mark));
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
