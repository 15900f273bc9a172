import type { Schema } from '~/api/client';

export type Wall = Schema<'Wall'>;
export type WallAgency = Schema<'WallAgency'>;

/** How often the wall is read, and from when on what it shows is called old. */
export const REFRESH_MS = 5_000;
export const OLD_MS = 30_000;

/** Seconds since the last answer, where they are too many; undefined: what is shown is of now. */
export function oldBy(readAt: number, now: number): number | undefined {
  const age = now - readAt;
  return age > OLD_MS ? Math.floor(age / 1000) : undefined;
}

/** Tiles that are large, and tiles whose names can still be read from afar. */
const LARGE = 12;
const READABLE = 36;
/** Tiles of those that want a look, where there are too many to name all. */
const NAMED = 12;

/** How large the tiles of so many agencies may be. */
export function tileSize(number: number): 'large' | 'medium' {
  return number <= LARGE ? 'large' : 'medium';
}

const SEVERITY = ['informational', 'low', 'medium', 'high', 'critical'];

/** The worst first: open alerts by severity and number, then silent sources. */
function worse(a: WallAgency, b: WallAgency): number {
  const severity = (one: WallAgency) => SEVERITY.indexOf(one.severity ?? '');
  return severity(b) - severity(a) || b.alerts - a.alerts || b.silent - a.silent;
}

/**
 * The agencies that have a tile with a name; where there are too many for that, those that want a look, and all of
 * them as small marks that keep their places.
 */
export function mapOf(agencies: readonly WallAgency[]): { tiles: WallAgency[]; marks: WallAgency[] } {
  if (agencies.length <= READABLE) return { tiles: [...agencies], marks: [] };
  const troubled = agencies.filter((one) => stateOf(one) === 'alert' || stateOf(one) === 'silent');
  return { tiles: troubled.sort(worse).slice(0, NAMED), marks: [...agencies] };
}

/** Columns and rows of the map, so that every agency has a tile and all tiles have one shape. */
export function gridOf(number: number, wide: number): { columns: number; rows: number } {
  const grids = Array.from({ length: Math.max(1, number) }, (_, at) => {
    const columns = at + 1;
    const rows = Math.max(1, Math.ceil(number / columns));
    const shape = Math.abs(Math.log((wide * rows) / columns / TILE_WIDE));
    return { columns, rows, cost: shape + (columns * rows - number) / Math.max(1, number) };
  });
  const { columns, rows } = grids.reduce((best, one) => (one.cost < best.cost ? one : best));
  return { columns, rows };
}

/** How much wider than high a tile is at best: a name is long, and says little on many lines. */
const TILE_WIDE = 1.7;

/** What a tile says: the worst open alert, else that a source is silent, else that all is quiet. */
export function stateOf(agency: WallAgency): 'alert' | 'silent' | 'waiting' | 'quiet' {
  if (agency.severity) return 'alert';
  if (agency.silent > 0) return 'silent';
  return agency.heard > 0 ? 'quiet' : 'waiting';
}

/** Points of a line through a box of 100 × 100, and what stands at its top. */
export function lineOf(values: readonly number[]): { points: string; most: number } {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const points = values
    .map((value, at) => `${round(at * step)},${round(100 - (value / most) * 100)}`)
    .join(' ');
  return { points, most };
}

const round = (value: number) => Math.round(value * 100) / 100;

/** A long word at the beginning of every second name, in its usual short form. */
export function shortened(name: string, long: string, short: string): string {
  return name.startsWith(long) ? `${short}${name.slice(long.length)}` : name;
}
