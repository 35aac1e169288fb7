/** A message's plain text taken apart: lines, points, citation marks, its list of sources. */

import type { Source } from "./model";

export type Piece = { text: string } | { cite: number };

export interface Line {
  point: boolean;
  pieces: Piece[];
}

export interface Listed {
  number: number;
  told: string;
  source?: Source;
}

export interface Parsed {
  lines: Line[];
  listed: Listed[];
}

const MARK = /^\[(\d{1,2})\] /;

/** The message taken apart. What does not look like markup of the bot's stays text. */
export function parse(text: string, sources: Source[]): Parsed {
  const lines: Line[] = [];
  const listed: Listed[] = [];
  let listing = false;
  for (const line of text.split("\n")) {
    const mark = MARK.exec(line);
    if (listing && mark) {
      const number = +mark[1];
      listed.push({ number, told: line.slice(mark[0].length), source: sources[number - 1] });
    } else if (listing && listed.length && line.startsWith("  ")) {
      listed[listed.length - 1].told += "; " + line.trim();
    } else if (line === "Sources:" && sources.length) {
      listing = true;
    } else if (line.trim()) {
      listing = false;
      const point = line.startsWith("• ");
      lines.push({ point, pieces: pieces(point ? line.slice(2) : line, sources.length) });
    }
  }
  return { lines, listed };
}

function pieces(line: string, most: number): Piece[] {
  return line
    .split(/(\[\d{1,2}\])/)
    .filter(Boolean)
    .map((part) => {
      const number = /^\[\d+\]$/.test(part) ? +part.slice(1, -1) : 0;
      return number > 0 && number <= most ? { cite: number } : { text: part };
    });
}

/** The text cut at phone numbers that may be called: every second piece is one. */
export const cutAtNumbers = (text: string, numbers: string[]): string[] =>
  text.split(new RegExp(`(?<![\\d-])(${numbers.join("|")})(?![\\d-])`));

/** The address, where it is one of the web: anything else must not become a link. */
export function webAddress(url: string | null | undefined): string | null {
  try {
    const read = new URL(url ?? "");
    return /^https?:$/.test(read.protocol) ? read.href : null;
  } catch {
    return null;
  }
}
