/**
 * What the screens do with the text of a query: add and take away conditions. It is read as
 * `crates/event-store/src/query/parse.rs` reads it, but never refused: the server says what is wrong with it.
 */

/** Characters of a value in a condition; a whole query has 4,000. */
const MOST = 1000;
/** A name that needs no quotes. */
const NAME = /^[\p{L}\p{N}._@][\p{L}\p{N}._@-]*$/u;
/** A field and its colon at the beginning of a condition. */
const FIELD = /^(?:"((?:[^"\\]|\\.)*)"|([\p{L}\p{N}._@-]+)):/u;
const AND = new Set(['AND', '&&']);
const OR = new Set(['OR', '||']);

/**
 * A value in quotes. Only the quote itself is escaped, and white space is compared as one space. A backslash at the
 * end would hide the closing quote: it is left out, for what holds the rest holds the value.
 */
export function phrase(value: string): string {
  const line = value.trim().replace(/\s+/g, ' ');
  const text = line.length > MOST ? line.slice(0, MOST).replace(/[\p{L}\p{N}]+$/u, '') : line;
  return `"${(text.replace(/[\s\\]+$/, '') || line).replaceAll('"', '\\"')}"`;
}

export function nameOf(field: string): string {
  return NAME.test(field) ? field : `"${field.replaceAll('"', '\\"')}"`;
}

/** `src_ip:"203.0.113.7"` */
export function filterOf(field: string, value: string): string {
  return `${nameOf(field)}:${phrase(value)}`;
}

/** The place behind a quoted text that begins at `at`. */
function quoteEnd(q: string, at: number): number {
  let otherwise: number | undefined;
  for (let end = at + 1; end < q.length; end++) {
    if (q[end] === '"') return end + 1;
    if (q[end] === '\\' && q[end + 1] === '"') {
      end += 1;
      otherwise = end + 1;
    }
  }
  return otherwise ?? q.length;
}

/** The parts between spaces; quotes, parentheses and ranges hold theirs together. */
function pieces(q: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < q.length) {
    if (/\s/.test(q[at] ?? '')) {
      at += 1;
      continue;
    }
    const start = at;
    let depth = 0;
    while (at < q.length) {
      const c = q[at] ?? '';
      if (c === '"') {
        at = quoteEnd(q, at);
        continue;
      }
      if (c === '(') depth += 1;
      else if (c === ')') depth -= 1;
      else if ((c === '[' || c === '{') && q[at - 1] === ':') {
        const end = q.slice(at).search(/[\]}]/);
        at = end < 0 ? q.length : at + end + 1;
        continue;
      } else if (depth <= 0 && /\s/.test(c)) break;
      at += 1;
    }
    found.push(q.slice(start, at));
  }
  return found;
}

interface Term {
  /** With NOT or its sign. */
  text: string;
  not: boolean;
  /** Without them. */
  bare: string;
  /** The operator that stands before it. */
  joint: string;
}

function read(q: string): { terms: Term[]; or: boolean } {
  const terms: Term[] = [];
  let or = false;
  let joint = '';
  let nots: string[] = [];
  for (const text of pieces(q)) {
    if (OR.has(text)) or = true;
    if (OR.has(text) || AND.has(text)) joint = text;
    else if (text === 'NOT') nots.push(text);
    else {
      const sign = /^[-!](?=[^\s-])/.test(text);
      terms.push({
        text: [...nots, text].join(' '),
        not: (nots.length + Number(sign)) % 2 === 1,
        bare: sign ? text.slice(1) : text,
        joint,
      });
      joint = '';
      nots = [];
    }
  }
  return { terms, or };
}

function write(terms: readonly Term[]): string {
  return terms.map((term, at) => (at > 0 && term.joint ? `${term.joint} ${term.text}` : term.text)).join(' ');
}

/** A text in quotes as it is meant; undefined for one without. */
function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return undefined;
  const end = quoteEnd(text, 0);
  return end === text.length
    ? text.slice(1, text.endsWith('"') && end > 1 ? -1 : end).replaceAll('\\"', '"')
    : undefined;
}

/** A word that has a colon and still is a value: an address, a clock, a link, a path of Windows. */
function isValue(text: string, name: string): boolean {
  const after = text.slice(name.length + 1);
  return (
    after.startsWith('//') ||
    (after.startsWith('\\') && name.length === 1) ||
    /^\d{2}(:\d{2}){1,2}$/.test(text) ||
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ||
    (/^[0-9a-f:.]+(\/\d+)?$/i.test(text) && (text.match(/:/g) ?? []).length > 1)
  );
}

/** Field and value of a condition; a word alone has no field. */
function parts(bare: string): { field?: string; value: string } {
  const found = FIELD.exec(bare);
  if (!found) return { value: bare };
  const [head, quoted, plain] = found;
  if (plain !== undefined && isValue(bare, plain)) return { value: bare };
  return { field: plain ?? quoted?.replaceAll('\\"', '"') ?? '', value: bare.slice(head.length) };
}

function isFilter(term: Term, field: string, value: string): boolean {
  const said = parts(term.bare);
  if (said.field?.toLowerCase() !== field.toLowerCase()) return false;
  const plain = /^[~<>[{(]|[*?]/.test(said.value) ? undefined : said.value;
  const text = unquoted(said.value) ?? plain;
  return text !== undefined && phrase(text) === phrase(value);
}

/** Whether all that is found meets this condition (`not`: does not meet it). */
export function hasFilter(q: string, field: string, value: string, not = false): boolean {
  const { terms, or } = read(q);
  return !or && terms.some((term) => term.not === not && isFilter(term, field, value));
}

export function withoutFilter(q: string, field: string, value: string, not = false): string {
  const { terms, or } = read(q);
  if (or) return q;
  const left = terms.filter((term) => !(term.not === not && isFilter(term, field, value)));
  return left.length === terms.length ? q : write(left);
}

/** Narrows to a value, or leaves it out; the opposite condition goes. */
export function withFilter(q: string, field: string, value: string, not = false): string {
  if (hasFilter(q, field, value, not)) return q;
  const old = withoutFilter(q, field, value, !not).trim();
  const condition = `${not ? 'NOT ' : ''}${filterOf(field, value)}`;
  if (!old) return condition;
  // AND binds closer than OR.
  return read(old).or ? `(${old}) ${condition}` : `${old} ${condition}`;
}

/** A second press takes the condition away again. */
export function toggleFilter(q: string, field: string, value: string, not = false): string {
  return hasFilter(q, field, value, not)
    ? withoutFilter(q, field, value, not)
    : withFilter(q, field, value, not);
}

/** What is looked for: words one after the other, or with wildcards. */
export interface Wanted {
  text: string;
  wild: boolean;
}

/** The words by which an event was found; not those that it must not hold. */
export function wantedOf(q: string): Wanted[] {
  const found: Wanted[] = [];
  const list = (text: string) => wantedOf(text.slice(1, text.endsWith(')') ? -1 : undefined));
  for (const term of read(q).terms) {
    if (term.not) continue;
    if (term.bare.startsWith('(')) {
      found.push(...list(term.bare));
      continue;
    }
    const { value } = parts(term.bare);
    const quoted = unquoted(value);
    if (value.startsWith('(')) found.push(...list(value));
    else if (quoted !== undefined) found.push({ text: quoted.trim(), wild: false });
    // A form, a range, a network, "is there": no words.
    else if (!/^[~<>[{]|^\*?$|^[\d.]+\/\d+$/.test(value))
      found.push({ text: value, wild: /[*?]/.test(value) });
  }
  return found.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
}

/** What is written at the caret, where a name or a value can be offered for it. */
export type Completion = { from: number; to: number; typed: string } & (
  | { kind: 'field' }
  /** `rest`: the other conditions, as far as the value has to meet them too. */
  | { kind: 'value'; field: string; rest: string }
);

/** Letters of a name before any is offered. */
const LETTERS = 2;

export function completionAt(text: string, caret: number): Completion | undefined {
  let start = 0;
  let quote: number | undefined;
  for (let at = 0; at < caret; ) {
    const c = text[at] ?? '';
    if (c === '"') {
      const end = quoteEnd(text, at);
      // The quote holds the caret, or nothing has closed it yet.
      if (end > caret || (end === text.length && (end === at + 1 || text[end - 1] !== '"'))) {
        quote = at;
        break;
      }
      at = end;
      continue;
    }
    at += 1;
    if (/[\s()]/.test(c)) start = at;
  }
  if (text.slice(start, caret).match(/^[-!](?=[^\s-])/)) start += 1;
  const typed = text.slice(start, caret);
  const ahead = quote === undefined ? text.slice(caret).search(/[\s()]/) : quoteEnd(text, quote) - caret;
  const to = ahead < 0 ? text.length : caret + ahead;
  const named = FIELD.exec(typed);
  if (named) {
    const { field, value } = parts(typed);
    if (field === undefined || (quote !== undefined && start + named[0].length !== quote)) return undefined;
    if (/^[~<>[{(]|[*?]/.test(value)) return undefined;
    const { or } = read(text);
    const rest = or ? '' : `${text.slice(0, start)} ${text.slice(to)}`.replace(/(NOT|[-!])\s*$/, '').trim();
    return {
      kind: 'value',
      field,
      from: start + named[0].length,
      to,
      typed: value.replace(/^"/, ''),
      rest,
    };
  }
  if (quote !== undefined || to !== caret || typed.length < LETTERS || !NAME.test(typed)) return undefined;
  return { kind: 'field', from: start, to, typed };
}

/** The text with what was chosen, and where the caret goes. */
export function completed(text: string, at: Completion, chosen: string): { text: string; caret: number } {
  const word =
    at.kind === 'field' ? `${nameOf(chosen)}:` : `${/^[\w.@]+$/.test(chosen) ? chosen : phrase(chosen)} `;
  const before = text.slice(0, at.from) + word;
  const after = text.slice(at.to);
  return { text: before + (at.kind === 'value' ? after.trimStart() : after), caret: before.length };
}

/** Names for what is typed: those that begin so, the short ones first, then those that have it inside. */
export function namesLike(typed: string, lists: readonly (readonly string[])[], most = 8): string[] {
  const needle = typed.toLowerCase();
  const all = [...new Set(lists.flat())];
  const begins = all.filter((name) => name.toLowerCase().startsWith(needle));
  const holds = all.filter((name) => !begins.includes(name) && name.toLowerCase().includes(needle));
  return [...begins, ...holds].slice(0, most);
}

/** A part of a query by characters, as the server counts them, which are not the units of a text in the browser. */
export function spanOf(q: string, from: unknown, to: unknown): { from: number; to: number } | undefined {
  const chars = [...q];
  const [start, end] = [Number(from), Number(to)];
  if (!Number.isInteger(start) || !Number.isInteger(end) || chars.length === 0) return undefined;
  const first = Math.min(Math.max(0, start), chars.length - 1);
  const last = Math.min(Math.max(end, first + 1), chars.length);
  const length = (until: number) => chars.slice(0, until).join('').length;
  return { from: length(first), to: length(last) };
}
