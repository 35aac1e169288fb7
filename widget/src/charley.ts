/** <charley-chat>: the chat as one element. Attributes: mode (launcher, page), server, theme, lang, open. */

import { html, nothing, render } from "lit/html.js";
import { clock, ticks } from "./clock";
import { Conversation } from "./conversation";
import { Line } from "./line";
import type { Source } from "./model";
import { strings } from "./strings";
import { styles } from "./styles";
import * as view from "./view";

const MOST = 1000;
const script = document.currentScript as HTMLScriptElement | null;

class Charley extends HTMLElement {
  private s = strings(this.lang || document.documentElement.lang || "en");
  private talk = new Conversation(this.s, (fresh) => this.show(fresh));
  private root = this.attachShadow({ mode: "open" });
  private line?: Line;
  private menu = false;
  private shown: unknown = nothing;
  private tick?: ReturnType<typeof setTimeout>;

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.root.adoptedStyleSheets = [sheet];
    const server = this.getAttribute("server") ?? script?.src ?? location.href;
    this.line ??= new Line(new URL(".", new URL(server, location.href)).href, this.talk);
    if (this.hasAttribute("open")) this.kept.open = true;
    this.fit();
    visualViewport?.addEventListener("resize", this.fit);
    visualViewport?.addEventListener("scroll", this.fit);
    this.talk.changed();
    if (this.isOpen) this.wake();
  }

  disconnectedCallback(): void {
    clearTimeout(this.tick);
    visualViewport?.removeEventListener("resize", this.fit);
    visualViewport?.removeEventListener("scroll", this.fit);
  }

  /** Open the chat and, where a question is given, ask it. */
  ask(text?: string): void {
    this.toggle(true);
    if (text) this.say(text);
  }

  // What a person does.

  private get kept() {
    return this.talk.kept;
  }

  private get isOpen(): boolean {
    return this.kept.open || this.isPage;
  }

  private get isPage(): boolean {
    return this.getAttribute("mode") === "page";
  }

  private wake(): void {
    this.line!.open();
    this.follow(0);
  }

  private toggle(open: boolean): void {
    this.kept.open = open;
    this.menu = false;
    this.talk.changed();
    if (open) this.wake();
    if (open) this.settle();
    else this.find(".launch")?.focus();
  }

  private say(text: string, payload?: string): void {
    this.talk.say(text, payload);
    void this.line!.send();
  }

  private submit = (event: Event): void => {
    event.preventDefault();
    const text = this.kept.draft.trim();
    if (!text) return;
    this.kept.draft = "";
    this.say(text);
    this.find("textarea")?.focus();
  };

  private keys = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  };

  private escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.shown !== nothing) this.dismiss();
    else if (this.menu) this.options(false);
    else if (!this.isPage) this.toggle(false);
    event.stopPropagation();
    event.preventDefault();
  };

  private options(on: boolean): void {
    this.menu = on;
    this.talk.changed();
    this.find(on ? ".menu select" : ".opts")?.focus();
  }

  private store(): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.talk.asText()], { type: "text/plain" }));
    link.download = "charley.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  private async forget(): Promise<void> {
    this.dismiss();
    this.menu = false;
    if (await this.line!.forget()) this.talk.forget();
    else this.talk.note(this.s.notForgotten);
    this.settle();
  }

  private present(content: unknown): void {
    this.shown = content;
    this.show(0);
    (this.find("dialog") as HTMLDialogElement).showModal();
  }

  private dismiss = (): void => {
    (this.find("dialog") as HTMLDialogElement | null)?.close();
    this.shown = nothing;
    this.show(0);
  };

  /** Ready for the next message; on a phone without its keyboard, which would cover what there is to read. */
  private settle(): void {
    this.find(matchMedia("(pointer:coarse)").matches ? ".log" : "textarea")?.focus();
  }

  private find(what: string): HTMLElement | null {
    return this.root.querySelector(what);
  }

  private show(fresh: number): void {
    render(this.isOpen ? this.panel() : this.launcher(), this.root);
    if (fresh) this.follow(fresh);
    clearTimeout(this.tick);
    if (this.isOpen && ticks(this.kept.clock)) this.tick = setTimeout(() => this.show(0), 1000);
  }

  /** Bring the start of what is new into view: long answers are read from their start. */
  private follow(count: number): void {
    const log = this.find(".log");
    const first = count && log?.querySelectorAll(":scope>:not(.tail)");
    const target = first ? first[first.length - count] : undefined;
    if (target && log) log.scrollTop = (target as HTMLElement).offsetTop - 12;
    else if (log) log.scrollTop = this.kept.entries.length ? log.scrollHeight : 0;
  }

  /** Keep the panel within what the on-screen keyboard leaves. */
  private fit = (): void => {
    const port = visualViewport;
    if (!port || port.scale > 1.01) return;
    this.style.setProperty("--vh", port.height + "px");
    this.style.setProperty("--vt", port.offsetTop + "px");
  };

  // What is seen.

  private launcher() {
    return html`<button type="button" class="launch main" aria-expanded="false" @click=${() => this.toggle(true)}>${view.mark}${this.s.open}</button>`;
  }

  private panel() {
    const { s, kept } = this;
    const last = kept.entries.map((e) => e.who).lastIndexOf("me");
    const reply = (title: string, payload: string): void => {
      this.say(title, payload);
      this.settle();
    };
    const does: view.Does = {
      stalled: !this.line!.connected,
      reply,
      again: (entry) => {
        this.talk.again(entry);
        void this.line!.send();
      },
      source: (source: Source, told) => this.present(view.source(source, told, s)),
    };
    return html`<section class="panel" role=${this.isPage ? "region" : "dialog"} aria-label="${s.name}: ${s.about}" @keydown=${this.escape}>
      <div class="head"><h2>${s.name}<small>${s.about}</small></h2>
        <button type="button" class="opts" aria-expanded=${this.menu ? "true" : "false"} @click=${() => this.options(!this.menu)}>${s.menu}</button>
        ${this.isPage ? nothing : html`<button type="button" aria-label=${s.close} @click=${() => this.toggle(false)}>✕</button>`}</div>
      <div role="alert">${kept.level === "emergency"
        ? html`<p class="bar alarm">${view.icon} ${s.stands} ${this.calls()}</p>`
        : nothing}</div>
      ${clock(kept.clock, s, {
        hide: (on) => {
          kept.clock!.hidden = on;
          this.talk.changed();
        },
        over: (title, payload) => {
          kept.clock!.told = true;
          reply(title, payload);
        },
      })}
      <div class="under">${this.menu ? this.choices() : nothing}
        <div class="log" role="log" aria-label=${s.log} tabindex="0">
          ${this.notice()}
          ${kept.entries.map((e, n) => view.entry(e, n > last, kept.numbers, s, does))}
        </div>
      </div>
      <div role="status">${this.state()}</div>
      <form @submit=${this.submit}>
        <label class="sr" for="m">${s.input}</label>
        <textarea id="m" rows="1" maxlength=${MOST} enterkeyhint="send" autocomplete="off" placeholder=${s.input} .value=${kept.draft}
          @keydown=${this.keys} @input=${(e: Event) => {
            kept.draft = (e.target as HTMLTextAreaElement).value;
            this.talk.changed();
          }}></textarea>
        <button class="main">${s.send}</button>
      </form>
      <dialog aria-labelledby="t" @close=${this.dismiss}>${this.shown}<p class="end"><button type="button" @click=${this.dismiss}>${s.back}</button></p></dialog>
    </section>`;
  }

  private choices() {
    const { s, kept } = this;
    return html`<div class="menu">
      <label>${s.wording} <select @change=${(e: Event) => {
        kept.register = (e.target as HTMLSelectElement).value;
        this.talk.changed();
      }}>${(["plain", "clinician"] as const).map((r) => html`<option value=${r} ?selected=${r === kept.register}>${s[r]}</option>`)}</select></label>
      ${kept.session
        ? html`<form method="post" target="_blank" rel="noopener" action=${this.line!.server + "summary"}>
            <input type="hidden" name="session" .value=${kept.session}><button>${s.summary}</button></form>`
        : nothing}
      <button type="button" @click=${() => this.store()}>${s.save}</button>
      <button type="button" @click=${() => {
        this.talk.clear();
        this.options(false);
      }}>${s.clear}</button>
      <button type="button" @click=${() => this.present(html`<h3 id="t" tabindex="-1" autofocus>${s.forget}</h3><p>${s.forgetAsk}</p>
        <p><button type="button" class="main" @click=${() => this.forget()}>${s.forgetYes}</button></p>`)}>${s.forget}</button>
    </div>`;
  }

  private notice() {
    const { s } = this;
    return html`<div class="first"><h3>${s.noticeTitle}</h3>${s.notice.map((t) => html`<p>${t}</p>`)}<p>${this.urgent()}</p></div>`;
  }

  private urgent() {
    return html`${this.s.urgent} ${this.calls()}.`;
  }

  private calls() {
    return this.kept.numbers.map((n, i) => html`${i ? ` ${this.s.or} ` : ""}<a href=${"tel:" + n}>${n}</a>`);
  }

  private state() {
    const { s, line } = this;
    if (!line!.connected)
      return html`<p class="bar">${line!.tried
        ? html`${s.offline} ${this.kept.level === "emergency" ? nothing : this.urgent()}` // else it stands above
        : s.connecting}</p>`;
    if (line!.busy) return html`<p class="bar">${s.writing} <span class="dots"></span></p>`;
    const left = MOST - this.kept.draft.length;
    return left < 100 ? html`<p class="bar">${s.left(left)}</p>` : nothing;
  }
}

customElements.define("charley-chat", Charley);

/** One script tag is enough: a page that placed no element of its own gets the launcher. */
const start = (): void => {
  if (document.querySelector("charley-chat")) return;
  const chat = document.createElement("charley-chat");
  for (const name of ["theme", "lang", "open"]) {
    const value = script?.dataset[name];
    if (value !== undefined) chat.setAttribute(name, value);
  }
  document.body.append(chat);
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
