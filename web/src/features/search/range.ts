/** The time that is searched: the last minutes, or from one instant to another. */
export type Range = { last: number } | { from: string; to: string };

const MINUTE = 60_000;
/** Minutes that are offered. */
export const PRESETS = [15, 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60] as const;
const DEFAULT_LAST = 24 * 60;
/** As the server allows for a saved search: three years. */
const MAX_LAST = 3 * 366 * 24 * 60;
export const DEFAULT_RANGE: Range = { last: DEFAULT_LAST };

/** `2026-07-01T00:00:00Z`; undefined for what is no time. */
function instant(text: string | null): string | undefined {
  const at = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : isoOf(at);
}

/** `2026-07-01T00:00:00Z`, without fractions that are none. */
export function isoOf(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** `?last=60`, or `?from=…&to=…`; without them the last day. */
export function readRange(params: URLSearchParams): Range {
  const [from, to] = [instant(params.get('from')), instant(params.get('to'))];
  if (from && to) return { from, to };
  const last = Number(params.get('last'));
  return Number.isInteger(last) && last >= 1 && last <= MAX_LAST ? { last } : DEFAULT_RANGE;
}

export function writeRange(params: URLSearchParams, range: Range): void {
  for (const key of ['last', 'from', 'to']) params.delete(key);
  if ('from' in range) {
    params.set('from', range.from);
    params.set('to', range.to);
  } else if (range.last !== DEFAULT_LAST) params.set('last', String(range.last));
}

/**
 * The instants to ask for. Of the last minutes only the beginning: where "now" is, the server's clock says, for that
 * of an office computer may be wrong.
 */
export function askedTimes(range: Range, now: number): { from: string; to?: string } {
  if ('from' in range) return { from: range.from, to: range.to };
  return { from: isoOf(now - range.last * MINUTE) };
}

/** The same time as two instants that stay, for a link that others open later. */
export function fixed(range: Range, now: number): { from: string; to: string } {
  return 'from' in range ? range : { from: isoOf(now - range.last * MINUTE), to: isoOf(now) };
}

/** From so long before an instant until so long after another. */
export function around(first: string, last: string, minutes: number): { from: string; to: string } {
  return {
    from: isoOf(Date.parse(first) - minutes * MINUTE),
    to: isoOf(Date.parse(last) + minutes * MINUTE),
  };
}

/** Viet Nam has had one time all year round since 1975. */
const OFFSET = 7 * 60 * MINUTE;

/** What clocks in Viet Nam show at an instant: `2026-07-01T08:00:00`. */
export function wallOf(instant: string | number): string {
  return new Date(new Date(instant).getTime() + OFFSET).toISOString().slice(0, 19);
}

/** The instant at which clocks in Viet Nam show this, whatever the clock of the computer is set to. */
export function ofWall(wall: string): string {
  return isoOf(Date.parse(`${wall}Z`) - OFFSET);
}

/** Whole days of Viet Nam, the last one included, as instants. */
export function ofDays(first: string, last: string): { from: string; to: string } {
  return {
    from: ofWall(`${first}T00:00:00`),
    to: isoOf(Date.parse(`${last}T00:00:00Z`) - OFFSET + 24 * 60 * MINUTE),
  };
}

/** The days of a time that begins and ends at midnight; undefined for another. */
export function daysOf(from: string, to: string): { first: string; last: string } | undefined {
  const [start, end] = [wallOf(from), wallOf(to)];
  if (!start.endsWith('T00:00:00') || !end.endsWith('T00:00:00')) return undefined;
  return { first: start.slice(0, 10), last: wallOf(Date.parse(to) - 1000).slice(0, 10) };
}
