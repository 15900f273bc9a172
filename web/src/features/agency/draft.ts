import type { Schema } from '~/api/client';

/** A draft as it came; parts may be missing. */
export type WireDraft = Schema<'DraftWire'>;
export type Draft = Required<WireDraft>;
type Link = Draft['links'][number];

export const wholeDraft = (draft: WireDraft): Draft => ({
  units: draft.units ?? [],
  links: draft.links ?? [],
  renames: draft.renames ?? [],
  moves: draft.moves ?? [],
  roles: draft.roles ?? [],
  codes: draft.codes ?? [],
});

/** What was recorded with the directory has no draft. */
export const isEmptyDraft = (draft: WireDraft): boolean =>
  Object.values(wholeDraft(draft)).every((part) => part.length === 0);

export const KINDS = [
  'rename',
  'merge',
  'consolidate',
  'divide',
  'split',
  'transfer_function',
  'transfer_territory',
  'dissolve',
] as const;
export type Kind = (typeof KINDS)[number];

/** What a kind demands of the editor; the server's rules say the same. */
export interface Shape {
  /** At least and at most so many agencies are reorganised; 0 at most: none. */
  from: [least: number, most: number];
  /** So many take over. */
  to: [least: number, most: number];
  /** Whether those that take over exist already or are founded by it. */
  modes: readonly TargetRow['mode'][];
  /** The share of the whole that each takes can be said. */
  percent?: boolean;
  /** What moves are functions. */
  functions?: boolean;
  /** Those reorganised end, so that single functions may go elsewhere and units below need a new parent. */
  closes?: boolean;
}

const MANY = 200;

export const SHAPES: Record<Kind, Shape> = {
  rename: { from: [0, 0], to: [0, 0], modes: [] },
  merge: { from: [1, MANY], to: [1, 1], modes: ['existing'], closes: true },
  consolidate: { from: [2, MANY], to: [1, 1], modes: ['new', 'existing'], closes: true },
  divide: { from: [1, 1], to: [2, MANY], modes: ['new', 'existing'], percent: true, closes: true },
  split: { from: [1, 1], to: [1, MANY], modes: ['new'], percent: true },
  transfer_function: { from: [1, MANY], to: [1, MANY], modes: ['existing', 'new'], functions: true },
  transfer_territory: { from: [0, MANY], to: [0, MANY], modes: ['existing', 'new'], percent: true },
  dissolve: { from: [1, MANY], to: [0, 0], modes: [], closes: true },
};

export const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

/** Who takes over: an agency of the directory, or one that the reorganisation founds. */
export interface TargetRow {
  mode: 'existing' | 'new';
  agency?: string | null;
  /** Of the agency to be founded; made here, so that the rest of the draft can name it. */
  id: string;
  full?: string;
  abbreviation?: string | null;
  symbol?: string | null;
  kind?: string;
  level?: string;
  parent?: string | null;
  percent?: number | null;
}

/** What the editor holds; the wire's draft is made from it. */
export interface DraftFields {
  kind: Kind;
  from: (string | null)[];
  to: TargetRow[];
  functions: string[];
  /** Functions that do not go where the whole goes. */
  shares: { function?: string; to?: string | null }[];
  renames: { agency?: string | null; full?: string; abbreviation?: string | null; symbol?: string | null }[];
  moves: { agency?: string | null; tree?: string; parent?: string | null }[];
  roles: { role?: string; function?: string | null; to?: string | null }[];
  codes: { agency?: string | null; system?: string; code?: string }[];
}

/** An id for an agency that does not exist yet. `crypto.randomUUID` is missing on plain http addresses. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((b, at) => {
    const value = at === 6 ? (b & 0x0f) | 0x40 : at === 8 ? (b & 0x3f) | 0x80 : b;
    return value.toString(16).padStart(2, '0');
  });
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-');
}

export const freshTarget = (kind: Kind): TargetRow => ({
  mode: SHAPES[kind].modes[0] ?? 'existing',
  id: newId(),
});

/** The rows that a kind begins with. */
export function freshFields(kind: Kind): Pick<DraftFields, 'from' | 'to'> {
  const shape = SHAPES[kind];
  return {
    from: Array.from({ length: shape.from[0] }, () => null),
    to: Array.from({ length: shape.to[0] }, () => freshTarget(kind)),
  };
}

/** The rows when another kind is chosen: what was entered stays where the kind has a place for it, what was not goes. */
export function changedTo(
  kind: Kind,
  f: DraftFields,
): Pick<DraftFields, 'from' | 'to' | 'renames' | 'moves'> {
  const shape = SHAPES[kind];
  const fresh = freshFields(kind);
  const from = (f.from ?? []).filter(present).slice(0, shape.from[1]);
  const to = (f.to ?? [])
    .filter((row) => shape.modes.includes(row.mode) && (row.mode === 'new' ? row.full?.trim() : row.agency))
    .slice(0, shape.to[1]);
  const renames = (f.renames ?? []).filter((r) => r.agency || r.full?.trim());
  const moves = (f.moves ?? []).filter((m) => m.agency);
  return {
    from: [...from, ...fresh.from.slice(from.length)],
    to: [...to, ...fresh.to.slice(to.length)],
    renames: kind === 'rename' && renames.length === 0 ? [{}] : renames,
    moves: kind === 'transfer_territory' && moves.length === 0 ? [{ tree: 'administrative' }] : moves,
  };
}

const blank = (text: string | null | undefined) => text?.trim() || null;
const present = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
const idOf = (row: TargetRow) => (row.mode === 'new' ? row.id : row.agency);

/** The agencies that a draft founds, for the pickers of its other parts. */
export function foundedBy(f: Pick<DraftFields, 'kind' | 'to'>): { value: string; label: string }[] {
  if (!SHAPES[f.kind].modes.includes('new')) return [];
  return (f.to ?? [])
    .filter((row) => row?.mode === 'new' && row.full?.trim())
    .map((row) => ({ value: row.id, label: row.full?.trim() ?? '' }));
}

/** The content of a reorganisation as the server takes it. Parts that the kind does not have are left out. */
export function draftOf(f: DraftFields): Draft {
  const shape = SHAPES[f.kind];
  const from = shape.from[1] > 0 ? (f.from ?? []).filter(present) : [];
  const to = shape.to[1] > 0 ? (f.to ?? []).filter((row) => shape.modes.includes(row.mode)) : [];
  const links: Link[] = [];
  for (const source of from) {
    if (f.kind === 'dissolve') links.push({ from: source, to: null, function: null, percent: null });
    for (const row of to) {
      const target = idOf(row);
      if (!target) continue;
      if (shape.functions)
        for (const fn of f.functions ?? [])
          links.push({ from: source, to: target, function: fn, percent: null });
      else
        links.push({
          from: source,
          to: target,
          function: null,
          percent: shape.percent ? (row.percent ?? null) : null,
        });
    }
    if (shape.closes)
      for (const share of f.shares ?? [])
        if (share.function && share.to)
          links.push({ from: source, to: share.to, function: share.function, percent: null });
  }
  return {
    units: to
      .filter((row) => row.mode === 'new')
      .map((row) => ({
        id: row.id,
        kind: row.kind ?? '',
        level: row.level ?? '',
        full: row.full?.trim() ?? '',
        abbreviation: blank(row.abbreviation),
        symbol: blank(row.symbol),
        parent: row.parent ?? null,
      })),
    links,
    renames: (f.renames ?? []).flatMap((r) =>
      r.agency
        ? [
            {
              agency: r.agency,
              full: r.full?.trim() ?? '',
              abbreviation: blank(r.abbreviation),
              symbol: blank(r.symbol),
            },
          ]
        : [],
    ),
    moves: (f.moves ?? []).flatMap((m) =>
      m.agency ? [{ agency: m.agency, tree: m.tree ?? 'administrative', parent: m.parent ?? null }] : [],
    ),
    roles: (f.roles ?? []).flatMap((r) =>
      r.role ? [{ role: r.role, function: r.function ?? null, to: r.to ?? null }] : [],
    ),
    codes: (f.codes ?? []).flatMap((c) =>
      c.agency && c.system ? [{ agency: c.agency, system: c.system, code: c.code?.trim() ?? '' }] : [],
    ),
  };
}

const unique = <T>(values: T[]): T[] => [...new Set(values)];

/** A stored draft as the editor holds it. */
export function fieldsOf(kind: Kind, wire: WireDraft): DraftFields {
  const draft = wholeDraft(wire);
  const shape = SHAPES[kind];
  const main = draft.links.filter((l) => (shape.functions ? l.function : !l.function));
  const targets = unique([...main.map((l) => l.to).filter(present), ...draft.units.map((u) => u.id)]);
  const aside = shape.functions ? [] : draft.links.filter((l) => l.function);
  const shares = unique(aside.map((l) => JSON.stringify([l.function, l.to]))).map((key) => {
    const [fn, to] = JSON.parse(key) as [string, string | null];
    return { function: fn, to };
  });
  return {
    kind,
    from: unique(draft.links.map((l) => l.from)),
    to: targets.map((id) => {
      const unit = draft.units.find((u) => u.id === id);
      const percent = main.find((l) => l.to === id)?.percent ?? null;
      return unit
        ? { mode: 'new', ...unit, percent }
        : { mode: 'existing', agency: id, id: newId(), percent };
    }),
    functions: shape.functions ? unique(main.map((l) => l.function).filter(present)) : [],
    shares,
    renames: draft.renames.map((r) => ({ ...r })),
    moves: draft.moves.map((m) => ({ ...m })),
    roles: draft.roles.map((r) => ({ ...r })),
    codes: draft.codes.map((c) => ({ ...c })),
  };
}

const SORTED: (keyof Draft)[] = ['units', 'links', 'renames', 'moves', 'roles', 'codes'];

/** Whether the editor can hold a stored draft without losing anything: programs can write finer ones. */
export function editable(kind: Kind, wire: WireDraft): boolean {
  const draft = wholeDraft(wire);
  const norm = (d: Draft) =>
    SORTED.map((part) =>
      (d[part] as object[])
        .map((row) =>
          JSON.stringify(
            Object.entries(row)
              .filter(([, value]) => present(value))
              .sort(([a], [b]) => a.localeCompare(b)),
          ),
        )
        .sort(),
    );
  return JSON.stringify(norm(draftOf(fieldsOf(kind, draft)))) === JSON.stringify(norm(draft));
}

/** What is missing before the draft can be saved as one of its kind; the preview says the rest. */
export function missing(f: DraftFields): 'from' | 'to' | 'renames' | 'moves' | 'functions' | undefined {
  const shape = SHAPES[f.kind];
  const draft = draftOf(f);
  const from = unique((f.from ?? []).filter(present));
  const to = unique(
    (f.to ?? [])
      .filter((row) => shape.modes.includes(row.mode))
      .map(idOf)
      .filter(present),
  );
  if (f.kind === 'rename' && draft.renames.length === 0) return 'renames';
  if (f.kind === 'transfer_territory' && draft.moves.length === 0 && draft.links.length === 0) return 'moves';
  if (from.length < shape.from[0]) return 'from';
  if (to.length < shape.to[0]) return 'to';
  if (shape.functions && (f.functions ?? []).length === 0) return 'functions';
  return undefined;
}

/** The shares of what is divided, where they are said for all; they must not exceed the whole. */
export function percentSum(to: readonly Pick<TargetRow, 'percent'>[]): number {
  return to.reduce((sum, row) => sum + (row?.percent ?? 0), 0);
}
