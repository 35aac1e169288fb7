/** What was said and what still waits: kept in the tab, told to the line, shown by the element. */

import { fresh, load, save } from "./kept";
import type { Listener } from "./line";
import type { Begun, Entry, Refused, Reply } from "./model";
import type { Strings } from "./strings";

export class Conversation implements Listener {
  kept = load();

  /** `show` is told of every change, and how many entries at the end are new to read. */
  constructor(
    private s: Strings,
    private show: (fresh: number) => void,
  ) {}

  next() {
    const entry = this.kept.entries.find((e) => e.state === "waiting");
    return entry && { id: entry.id!, text: entry.payload ?? entry.text, register: this.kept.register };
  }

  session(): string | null {
    return this.kept.session;
  }

  begun(told: Begun): void {
    if (this.kept.session && !told.resumed) {
      // the note goes before what still waits: that is said in the new conversation
      const first = this.kept.entries.findIndex((e) => e.state === "waiting");
      const note: Entry = { who: "note", text: this.s.renewed };
      this.kept.entries.splice(first < 0 ? this.kept.entries.length : first, 0, note);
      this.kept.level = "none";
      this.kept.clock = null;
    }
    this.kept.session = told.session;
    this.kept.numbers = told.numbers;
    this.changed();
  }

  answered(id: string, reply: Reply): void {
    const { escalation, sources, facts } = reply.turn;
    const card = escalation.level === "none" ? -1 : reply.acts.indexOf("advise");
    this.mark(id, "sent");
    if (reply.forgotten) {
      const { session, open, numbers, entries } = this.kept;
      this.kept = { ...fresh(), session, open, numbers, entries: entries.filter((e) => e.state === "waiting") };
    }
    reply.messages.forEach((message, n) =>
      this.kept.entries.push({
        who: "bot",
        text: message.text,
        buttons: message.buttons,
        sources,
        level: n === card ? escalation.level : "",
        weeks: (reply.acts[n] === "chrome" && reply.diary?.weeks) || [],
        facts: reply.acts[n] === "answer" ? facts.map((f) => f.id) : [],
      }),
    );
    this.kept.level = escalation.level;
    const { since = Date.now(), hidden = false, told = false } = this.kept.clock ?? {};
    this.kept.clock = reply.clock ? { ...reply.clock, since, hidden, told } : null;
    this.changed(reply.messages.length);
  }

  refused(id: string, refusal: Refused): void {
    const level = refusal.emergency ? "emergency" : "";
    this.mark(id, "failed");
    this.kept.entries.push({ who: "bot", text: refusal.message, level });
    if (level) {
      this.kept.level = level;
      this.kept.clock = null;
    }
    this.changed(1);
  }

  changed(fresh = 0): void {
    save(this.kept);
    this.show(fresh);
  }

  /** The person says something; it waits until the line has delivered it. */
  say(text: string, payload?: string): void {
    const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
    this.kept.entries.push({ who: "me", text, payload, id, state: "waiting" });
    this.changed(1);
  }

  /** What was refused is said once more, as a new message. */
  again(entry: Entry): void {
    entry.state = "waiting";
    entry.id += "r";
    this.kept.entries = [...this.kept.entries.filter((e) => e !== entry), entry];
    this.changed(1);
  }

  /** Nothing is left on the screen but what still waits. */
  clear(): void {
    this.kept.entries = this.kept.entries.filter((e) => e.state === "waiting");
    this.changed();
  }

  /** Nothing is left in the tab; an emergency that stood is said once more in the goodbye. */
  forget(): void {
    const { level, entries, open, numbers } = this.kept;
    const alarm = level === "emergency" && entries.filter((e) => e.level === "emergency").pop();
    this.kept = { ...fresh(), open, numbers };
    this.note(this.s.forgotten);
    if (alarm) this.kept.entries.push({ ...alarm, buttons: [] });
    this.changed(this.kept.entries.length);
  }

  note(text: string): void {
    this.kept.entries.push({ who: "note", text });
    this.changed(1);
  }

  /** All of it as plain text, to save. */
  asText(): string {
    const names = { me: this.s.you, bot: this.s.bot, note: "" };
    return this.kept.entries.map((e) => `${names[e.who]}\n${e.text}\n`).join("\n");
  }

  private mark(id: string, state: "sent" | "failed"): void {
    for (const entry of this.kept.entries) if (entry.id === id) entry.state = state;
  }
}
