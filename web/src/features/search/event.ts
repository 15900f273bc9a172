import { fieldsOf } from '~/features/alert/model';
import type { EventInfo, TailInfo } from './types';

/** What tells an event in one line, in this order; of each row the first name that the event has. */
const TELLING: readonly (readonly string[])[] = [
  ['EventID', 'event.code'],
  ['event.action', 'action'],
  ['event.outcome'],
  ['attack', 'alert.signature', 'rule.name', 'Threat Name'],
  ['source.ip', 'src_ip', 'srcip', 'IpAddress', 'SourceIp', 'c-ip', 'client.ip'],
  ['destination.ip', 'dst_ip', 'dstip', 'DestinationIp', 'server.ip'],
  ['destination.port', 'dst_port', 'dstport', 'DestinationPort'],
  ['service', 'app'],
  ['user.name', 'TargetUserName', 'User', 'SubjectUserName', 'user'],
  ['process.command_line', 'CommandLine', 'process.name', 'NewProcessName', 'Image', 'exe'],
  ['TargetFilename', 'file.path', 'TargetObject'],
  ['http.request.method', 'cs-method'],
  ['url.original', 'url.path', 'cs-uri', 'c-uri', 'url'],
  ['http.response.status_code', 'sc-status'],
  ['query', 'QueryName'],
];
/** Fields that are a sentence already. */
const SENTENCES = ['message', 'msg'] as const;
/** Parts of a line. */
const MOST_PARTS = 8;

/** A value as text; lists and the like as JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

/** The single values that one can search for: those of a list one by one. */
export function valuesOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value];
  return [
    ...new Set(
      all
        .filter((v) => typeof v !== 'object' || v === null)
        .map((v) => textOf(v))
        .filter((v) => v.trim() !== ''),
    ),
  ];
}

/** An event in one line: its message, else the fields that tell it, else the text as it came. */
export function summaryOf(event: { raw?: string | null; fields: unknown }): string {
  const fields = typeof event.fields === 'object' && event.fields !== null ? event.fields : {};
  const text = (name: string) => textOf((fields as Record<string, unknown>)[name]).trim();
  const sentence = SENTENCES.map(text).find(Boolean);
  if (sentence) return oneLine(sentence);
  const told = TELLING.flatMap((names) => {
    const name = names.find(text);
    return name ? [`${name}=${text(name)}`] : [];
  });
  if (told.length > 0) return oneLine(told.slice(0, MOST_PARTS).join(' '));
  if (event.raw) return oneLine(event.raw);
  const { first } = fieldsOf(fields);
  return oneLine(first.map(([name, value]) => `${name}=${value}`).join(' '));
}

/** Characters of a line: more is never in sight, and is in the whole event. */
const MOST_LINE = 600;

function oneLine(text: string): string {
  return text.slice(0, MOST_LINE).replace(/\s+/g, ' ').trim();
}

/** What each event has besides its fields, by the names that it is searched by. */
export const OWN = ['host', 'product', 'service', 'category'] as const;

function ownValue(event: EventInfo, name: string): unknown {
  switch (name) {
    case 'host':
      return event.host;
    case 'product':
      return event.product;
    case 'service':
      return event.service;
    case 'category':
      return event.category.length > 0 ? event.category : null;
    default:
      return undefined;
  }
}

/** What stands in a column. A field of the event that is called like an own name comes first. */
export function cellOf(event: EventInfo, column: string): string {
  return textOf(event.fields[column] ?? ownValue(event, column));
}

/** Fields of these events and how many have each: their own names, then the most frequent. */
export function fieldsFound(events: readonly EventInfo[]): { name: string; events: number }[] {
  const own = new Map<string, number>();
  const found = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const event of events) {
    for (const name of OWN) if (cellOf(event, name)) count(own, name);
    for (const [name, value] of Object.entries(event.fields))
      if (textOf(value) !== '' && !(OWN as readonly string[]).includes(name)) count(found, name);
  }
  const list = (counts: Map<string, number>) => [...counts].map(([name, events]) => ({ name, events }));
  return [
    ...list(own).sort((a, b) => OWN.indexOf(a.name as never) - OWN.indexOf(b.name as never)),
    ...list(found).sort((a, b) => b.events - a.events || a.name.localeCompare(b.name, 'en')),
  ];
}

/** The fields of an event by name, for its table. */
export function linesOf(event: EventInfo): { name: string; value: unknown }[] {
  return Object.entries(event.fields)
    .filter(([, value]) => textOf(value) !== '')
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** An event as JSON, with nothing in it that it does not have. */
export function jsonOf(event: EventInfo): string {
  return JSON.stringify(
    event,
    (_, value: unknown) =>
      value === null || (Array.isArray(value) && value.length === 0) ? undefined : value,
    2,
  );
}

/** Events that came in while one looks, the newest first. */
export interface Tail {
  rows: readonly EventInfo[];
  /** The number to go on behind; undefined: the end is not known yet. */
  after: number | undefined;
  /** Answers one after the other that did not hold all there was. */
  behind: number;
  /** Events, at most, that were never fetched. */
  skipped: number;
}

export const FRESH_TAIL: Tail = { rows: [], after: undefined, behind: 0, skipped: 0 };
/** Rows that are kept in sight. */
export const MOST_TAIL = 500;
/** Full answers after which the rest is skipped: they hold more than is kept. */
export const MOST_BEHIND = 3;

/** Takes an answer in. */
export function tailed(tail: Tail, info: TailInfo): Tail {
  if (info.items.length === 0) return { ...tail, after: info.after, behind: 0 };
  const known = new Set(tail.rows.slice(0, info.items.length).map((row) => row.seq));
  const fresh = info.items.filter((row) => !known.has(row.seq)).reverse();
  return {
    rows: [...fresh, ...tail.rows].slice(0, MOST_TAIL),
    after: info.after,
    behind: info.more ? tail.behind + 1 : 0,
    skipped: tail.skipped,
  };
}

/** Goes on at the present end: what lies between was not fetched, and may not all have matched. */
export function skipped(tail: Tail, end: number): Tail {
  return { ...tail, after: end, behind: 0, skipped: tail.skipped + Math.max(0, end - (tail.after ?? end)) };
}

/** Buckets of a histogram without those that lie ahead of us. */
export function untilNow(
  from: string,
  widthSeconds: number,
  counts: readonly number[],
  now: number,
): number[] {
  const passed = Math.floor((now - Date.parse(from)) / 1000 / widthSeconds) + 1;
  let length = counts.length;
  while (length > Math.max(1, passed) && !counts[length - 1]) length -= 1;
  return counts.slice(0, length);
}
