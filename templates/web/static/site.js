// What the page does without this, it does with a click more. No request leaves this site.
"use strict";
for (const area of document.querySelectorAll("[data-copy]")) {
  const words = document.documentElement.lang === "es" ? ["Copiar", "Copiado"] : ["Copy", "Copied"];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  // Several texts stand on one page: who hears the buttons alone is told which one each copies.
  const label = area.labels[0]?.textContent, heading = area.closest("article, section, .todo")?.querySelector("h2, h3");
  const which = document.createElement("span");
  which.className = "hidden";
  which.textContent = `: ${[label, heading?.textContent].filter(Boolean).join(", ")}`;
  button.append(words[0], which);
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    area.select();
    // Off https there is no clipboard to write to; the older way works everywhere, and a text that stays selected is half the way.
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(area.value);
      else if (!document.execCommand("copy")) return;
    } catch { return; }
    button.firstChild.textContent = words[1];
  });
  area.after(button);
}
const progress = document.querySelector("[data-progress]");
if (progress && "EventSource" in window) {
  const told = new EventSource(progress.dataset.progress);
  told.onmessage = (event) => {
    const state = JSON.parse(event.data);
    for (const [name, value] of Object.entries(state.counts)) {
      const cell = progress.querySelector(`[data-count="${CSS.escape(name)}"]`);
      if (cell) cell.textContent = value;
    }
    progress.querySelector("[data-state]").textContent = state.told;
    if (state.over) { told.close(); location.reload(); }
  };
}
