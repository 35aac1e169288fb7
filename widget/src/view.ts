/** What is seen: templates only. Text goes in as text; there is no inner HTML anywhere. */

import { html, nothing, svg } from "lit/html.js";
import { chart } from "./chart";
import type { Entry, Source } from "./model";
import { pictures } from "./pictures";
import type { Strings } from "./strings";
import { cutAtNumbers, parse, webAddress, type Line } from "./text";

export interface Does {
  /** Whether nothing can be sent now. */
  stalled: boolean;
  reply(title: string, payload: string): void;
  again(entry: Entry): void;
  source(source: Source, told: string): void;
}

export const icon = svg`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"><path d="M12 3 2 20h20zM12 9v5M12 17v.5"/></svg>`;
export const mark = svg`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"><path d="M3 4h18v13H10l-5 4v-4H3zM8 9h8M8 12h5"/></svg>`;

/** The text with its phone numbers to tap. */
export const callable = (text: string, numbers: string[]) =>
  cutAtNumbers(text, numbers).map((part, n) => (n % 2 ? html`<a href=${"tel:" + part}>${part}</a>` : part));

/** One entry of the conversation. `open`: nothing was said after it, so its replies may be chosen. */
export function entry(e: Entry, open: boolean, numbers: string[], s: Strings, does: Does) {
  if (e.who === "note") return html`<p class="note">${e.text}</p>`;
  return e.who === "me" ? own(e, s, does) : said(e, open, numbers, s, does);
}

const own = (e: Entry, s: Strings, does: Does) =>
  html`<div class="me"><span class="sr">${s.you}: </span>${e.text}${
    e.state === "failed"
      ? html`<span class="state">${s.failed} <button type="button" @click=${() => does.again(e)}>${s.again}</button></span>`
      : e.state === "waiting" && does.stalled
        ? html`<span class="state">${s.waiting}</span>`
        : nothing
  }</div>`;

function said(e: Entry, open: boolean, numbers: string[], s: Strings, does: Does) {
  const sources = e.sources ?? [];
  const { lines, listed } = parse(e.text, sources);
  const label = e.level && s.levels[e.level];
  const one = (line: Line) =>
    line.pieces.map((piece) =>
      "cite" in piece
        ? cited(piece.cite, sources, listed.find((l) => l.number === piece.cite)?.told ?? "", s, does)
        : label
          ? callable(piece.text, numbers)
          : piece.text,
    );
  return html`<div class=${"bot " + (label ? "card " + e.level : "")}>
    ${label ? html`<h3>${icon}${label}</h3>` : html`<span class="sr">${s.bot}: </span>`}
    ${blocks(lines).map((block) =>
      block[0].point ? html`<ul>${block.map((l) => html`<li>${one(l)}</li>`)}</ul>` : html`<p>${one(block[0])}</p>`,
    )}
    ${pictures(e.facts ?? [], s)} ${e.weeks?.length ? chart(e.weeks, s) : nothing}
    ${listed.length
      ? html`<div class="from"><h3>${s.sources}</h3><ol>${listed.map(
          (l) => html`<li>${
            l.source
              ? html`<button type="button" @click=${() => does.source(l.source!, l.told)}>[${l.number}] ${l.told}</button>`
              : `[${l.number}] ${l.told}`
          }</li>`,
        )}</ol></div>`
      : nothing}
    ${open && e.buttons?.length
      ? html`<ul class="quick" aria-label=${s.replies}>${e.buttons.map(
          (b) => html`<li><button type="button" @click=${() => does.reply(b.title, b.payload)}>${b.title}</button></li>`,
        )}</ul>`
      : nothing}
  </div>`;
}

const cited = (n: number, sources: Source[], told: string, s: Strings, does: Does) =>
  html`<button type="button" class="cite" aria-label=${s.source(n, sources[n - 1].title)} @click=${() =>
    does.source(sources[n - 1], told)}>${n}</button>`;

/** Points in a row belong together; every other line stands alone. */
function blocks(lines: Line[]): Line[][] {
  const made: Line[][] = [];
  for (const line of lines) {
    const before = made[made.length - 1];
    if (line.point && before?.[0].point) before.push(line);
    else made.push([line]);
  }
  return made;
}

/** Everything a source says of itself. */
export function source(of: Source, told: string, s: Strings) {
  const address = webAddress(of.url);
  const rows = [
    [s.publisher, of.publisher],
    [s.date, of.date ?? s.undated],
    [s.standing, of.standing],
    [s.licence, of.licence],
    [s.places, told],
  ].filter(([, value]) => value);
  return html`<h3 id="t" tabindex="-1" autofocus>${of.title}</h3>
    <dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    ${address
      ? html`<p><a href=${address} target="_blank" rel="noopener noreferrer">${s.visit}</a><br>${address}</p>`
      : nothing}`;
}
