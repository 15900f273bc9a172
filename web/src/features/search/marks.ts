import { fold } from '~/app/fold';
import type { Wanted } from './query';

/** A part of a text; `hit`: it is what was searched for. */
export interface Mark {
  text: string;
  hit: boolean;
}

/** Words as they are looked for in a text; `plain`: typed without diacritics, so that they match with and without. */
export interface Needle {
  pattern: RegExp;
  plain: boolean;
}

/** Characters of a text that are looked at: a pattern with many wildcards is slow on a long one. */
const MOST = 4000;
const ASCII = /^[\x20-\x7e\s]*$/;
const LETTER = '[\\p{L}\\p{N}]';

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

export function needles(wanted: readonly Wanted[]): Needle[] {
  return wanted.map(({ text, wild }) => {
    const plain = ASCII.test(text);
    const words = (plain ? fold(text) : text.normalize('NFC').toLowerCase()).split(/\s+/);
    const body = words
      .map((word) =>
        wild
          ? word
              .split(/([*?])/)
              .map((p) => (p === '*' ? '\\S*' : p === '?' ? '\\S' : escaped(p)))
              .join('')
          : escaped(word),
      )
      .join('\\s+');
    // Whole words only, as the server finds them; a pattern grows by itself.
    const before = /^[\p{L}\p{N}]/u.test(text) ? `(?<!${LETTER})` : '';
    const after = /[\p{L}\p{N}]$/u.test(text) ? `(?!${LETTER})` : '';
    return { pattern: new RegExp(before + body + after, 'gu'), plain };
  });
}

/** The text as it is compared, and for each of its units the place in the text as it is. */
function folded(text: string, plain: boolean): { text: string; places: readonly number[] | undefined } {
  if (ASCII.test(text)) return { text: text.toLowerCase(), places: undefined };
  const places: number[] = [];
  let out = '';
  let at = 0;
  for (const char of text) {
    const one = plain ? fold(char) : char.toLowerCase();
    for (let n = 0; n < one.length; n++) places.push(at);
    out += one;
    at += char.length;
  }
  places.push(at);
  return { text: out, places };
}

/** A text in parts, those that were searched for marked. */
export function marksOf(text: string, wanted: readonly Needle[]): Mark[] {
  const spans: [number, number][] = [];
  for (const plain of [true, false]) {
    const some = wanted.filter((n) => n.plain === plain);
    if (some.length === 0) continue;
    const compared = folded(text.slice(0, MOST), plain);
    const place = (at: number) => compared.places?.[at] ?? at;
    for (const { pattern } of some)
      for (const found of compared.text.matchAll(pattern))
        if (found[0]) spans.push([place(found.index), place(found.index + found[0].length)]);
  }
  spans.sort((a, b) => a[0] - b[0]);
  const marks: Mark[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    if (to <= at) continue;
    const start = Math.max(at, from);
    if (start > at) marks.push({ text: text.slice(at, start), hit: false });
    marks.push({ text: text.slice(start, to), hit: true });
    at = to;
  }
  if (at < text.length) marks.push({ text: text.slice(at), hit: false });
  return marks;
}
