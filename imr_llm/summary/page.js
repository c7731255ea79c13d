"use strict";
const told = document.getElementById("told");

function cells(row) {
  return [...row.children].filter((cell) => !cell.classList.contains("plotted")).map((cell) => cell.textContent.trim());
}

function select(table) {
  const range = document.createRange();
  range.selectNode(table);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

async function copy(button, table) {
  const text = [...table.rows].map((row) => cells(row).join("\t")).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = told.textContent = "Copied";
  } catch {
    select(table);
    button.textContent = told.textContent = "Selected: copy with the keyboard";
  }
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button, button.closest("section").querySelector("table")));
}
