const PREFIX = "imr-llm-review ";
const memory = new Map();

function recall(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    memory.set(key, value);
    document.getElementById("told").textContent = "This browser keeps nothing: save before you leave the page.";
  }
}

function letterOf(element) {
  const { source, text, record } = element.dataset;
  return { source, text_sha256: text, record_sha256: record, key: `${text} ${record}` };
}

function decided(letter) {
  return JSON.parse(recall(letter.key) || "{}");
}

function addedTo(letter) {
  return JSON.parse(recall(`${letter.key} added`) || "[]");
}

const who = document.getElementById("who");
who.value = recall("who") || "";
who.addEventListener("input", () => {
  keep("who", who.value.trim());
  who.setCustomValidity("");
  who.removeAttribute("aria-invalid");
});

function save(letters) {
  const told = document.getElementById("told");
  const found = letters
    .map(({ key, ...letter }) => ({ ...letter, values: decided({ key }), added: addedTo({ key }) }))
    .filter((letter) => Object.keys(letter.values).length + letter.added.length);
  if (!who.value.trim()) {
    who.focus();
    told.textContent = "Say who decides first.";
    who.setAttribute("aria-invalid", "true");
    who.setCustomValidity("Say who decides first.");
    who.reportValidity();
    return;
  }
  const file = { imr_llm_review: 1, by: who.value.trim(), letters: found };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.download = "corrections.json";
  link.click();
  URL.revokeObjectURL(link.href);
  told.textContent = found.length === 1 ? "Saved: 1 letter." : `Saved: ${found.length} letters.`;
  document.getElementById("saved").textContent = `${told.textContent} It is ${link.download} among this browser's downloads.`;
}
