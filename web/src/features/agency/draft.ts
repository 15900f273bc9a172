/** What the editor holds; the wire's draft is made from it. */
export interface DraftFields {
  kind: string;
  from: string[];
  to?: string | null;
  full?: string;
  abbreviation?: string;
  symbol?: string;
  role?: string;
  function?: string;
}

/** Kinds this editor can write; the rest come from the API. */
export const EDITABLE = ['rename', 'merge', 'dissolve', 'transfer_function', 'transfer_territory'] as const;

const blank = (text: string | undefined) => text?.trim() || null;

/** The content of a reorganisation as the server stores it (format 1). */
export function draftOf(f: DraftFields): Record<string, unknown> {
  const draft: Record<string, unknown[]> & { format?: never } = {
    units: [],
    links: [],
    renames: [],
    moves: [],
    roles: [],
    codes: [],
  };
  const link = (from: string, to: string | null, fn: string | null) => ({
    from,
    to,
    function: fn,
    percent: null,
  });
  const to = f.to ?? null;
  if (f.kind === 'rename') {
    draft.renames = f.from.slice(0, 1).map((agency) => ({
      agency,
      full: f.full?.trim() ?? '',
      abbreviation: blank(f.abbreviation),
      symbol: blank(f.symbol),
    }));
  } else if (f.kind === 'transfer_territory') {
    draft.moves = f.from.map((agency) => ({ agency, tree: 'administrative', parent: to }));
  } else if (f.kind === 'transfer_function') {
    draft.links = f.from.map((from) => link(from, to, f.function ?? null));
    if (f.role) draft.roles = [{ role: f.role, function: f.function ?? null, to }];
  } else {
    draft.links = f.from.map((from) => link(from, to, null));
  }
  return { format: 1, ...draft };
}
