// What the browser does alone: show a citation in the article, ask a suggested question, say when an
// answer starts and ends, copy and save. It keeps nothing and asks no server for anything.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const field = () => document.querySelector("#box textarea, #box input");
  let asked = false;
  let closed = false;

  function say(region, text) {
    const place = byId(region);
    if (place && place.textContent !== text) place.textContent = text;
  }

  function scrollTo(element, block) {
    element.scrollIntoView({ block, behavior: "instant" });
  }

  // Gradio's text box learns of a value only by an input event, and passes it on a moment later.
  function ask(question) {
    const box = field();
    if (!box) return;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, question);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => byId("send").click(), 60);
  }

  function unmark() {
    for (const mark of document.querySelectorAll("mark.cited")) mark.replaceWith(...mark.childNodes);
    for (const button of document.querySelectorAll("[aria-current]")) button.removeAttribute("aria-current");
  }

  // The article is cut into spans that carry their own offsets, so a citation marks those it overlaps.
  function show({ article, start, end }, button) {
    unmark();
    const paper = [...document.querySelectorAll(".paper")].find((one) => one.dataset.article === article);
    if (!paper) return;
    paper.closest("details").open = true;
    const marks = [...paper.querySelectorAll(".s")]
      .filter((s) => Number(s.dataset.start) < Number(end) && Number(start) < Number(s.dataset.end))
      .map((s) => {
        const mark = document.createElement("mark");
        mark.className = "cited";
        mark.append(...s.childNodes);
        s.append(mark);
        return mark;
      });
    if (!marks.length) return;
    for (let next = marks[0].closest("p")?.nextElementSibling; next?.matches(".beside"); next = next.nextElementSibling) next.open = true;
    button.setAttribute("aria-current", "true");
    marks[0].tabIndex = -1;
    marks[0].focus({ preventScroll: true });
    scrollTo(marks[0], "center");
    back(button);
  }

  // On a narrow screen the article is below the chat: offer the way back.
  function back(button) {
    const way = byId("back");
    if (!way || !matchMedia("(max-width: 899px)").matches) return;
    way.hidden = false;
    way.onclick = () => {
      way.hidden = true;
      button.focus({ preventScroll: true });
      scrollTo(button, "center");
    };
  }

  function save(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const paper = (id) => byId(id)?.textContent ?? "";

  async function copy() {
    const text = paper("paper-copy");
    if (!text) return say("status", "There is no answer to copy yet.");
    try {
      await navigator.clipboard.writeText(text);
      flash("copy", "Copied");
    } catch {
      say("status", "The browser did not allow copying. Use Export as Markdown.");
    }
  }

  function flash(id, text) {
    const button = byId(id);
    const before = button.textContent;
    say("status", text);
    button.textContent = text;
    setTimeout(() => (button.textContent = before), 1500);
  }

  function take(id, name, button) {
    const text = paper(id);
    if (!text) return say("status", "There is no conversation to save yet.");
    save(text, name);
    flash(button, "Saved");
  }

  const acts = {
    copy,
    export: () => take("paper-export", "spotter-conversation.md", "export"),
    summary: () => take("paper-summary", "spotter-summary-for-a-clinician.md", "summary"),
    warnings: () => {
      const list = document.querySelector("details.checklist");
      list.open = true;
      scrollTo(list, "start");
      list.querySelector("summary").focus({ preventScroll: true });
    },
    clear: () => { unmark(); field()?.focus(); },
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest(".skip")) {
      event.preventDefault();
      field()?.focus();
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.ask) ask(button.dataset.ask);
    else if (button.dataset.article) show(button.dataset, button);
    else acts[button.id]?.();
  });

  // The server says with data-state where an answer stands; everything spoken or shown follows from it.
  function follow() {
    const answer = document.querySelector("#live [data-state]");
    const state = answer?.dataset.state ?? "empty";
    const emergency = answer?.dataset.tier === "emergency";
    const body = document.body;
    const news = body.dataset.state !== state;
    body.dataset.state = state;
    body.dataset.emergency = String(emergency);
    if (emergency) say("alert", document.querySelector("#live .card")?.innerText ?? "");
    else say("alert", "");
    if (news) speak(state, answer);
    if (news && state !== "empty") scrollTo(byId("live"), "start");
    if (emergency !== closed) {
      document.querySelectorAll("details.article").forEach((one, i) => { one.open = !emergency && i === 0; });
    }
    closed = emergency;
  }

  function speak(state, answer) {
    const count = Number(answer?.dataset.citations ?? 0);
    const sources = count ? `, with ${count} source${count === 1 ? "" : "s"}` : "";
    const texts = { working: "Spotter is answering.", done: `Answer complete${sources}.`, stopped: "Stopped." };
    if (state === "working") asked = true;
    say("status", state === "empty" && !asked ? "" : texts[state] ?? (state === "empty" ? "Conversation cleared." : answer.innerText));
  }

  function start() {
    const live = byId("live");
    if (!live) return false;
    new MutationObserver(follow).observe(live, { childList: true, subtree: true, characterData: true });
    follow();
    return true;
  }

  if (!start()) {
    const waiting = new MutationObserver(() => start() && waiting.disconnect());
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  }
})();
