/**
 * What is found in a story, and where: places are counted in Unicode scalar values, as the server counts them, not in
 * the units of a string, which are two for an emoji.
 */
import type { MentionBody } from './calls';

/** What these functions need of a proposal of the server. */
export interface Found {
  kind: string;
  value: string;
  raw: string;
  /** Which text names it. */
  place: string;
  /** Where in that text; null: it stands in a field. */
  start: number | null;
  end: number | null;
  bank?: string | null;
  service?: string | null;
  /** Whose it is likely to be. */
  role: string;
}

export const ROLES = ['offender', 'victim', 'third'] as const;
export type Role = (typeof ROLES)[number];
/** `none`: it is no indicator. */
export type Choice = Role | 'none';

/** Two that are the same thing. */
export const keyOf = ({ kind, value }: Pick<Found, 'kind' | 'value'>) => `${kind} ${value}`;

/** A proposal whose words stand in the text, with where they do. */
export interface Place<T> {
  start: number;
  end: number;
  of: T;
}

type Placed = Pick<Found, 'raw' | 'place' | 'start' | 'end'>;

/** Proposals that stand in the story where they say so, in order, none over another. */
export function placesOf<T extends Placed>(text: string, found: readonly T[]): Place<T>[] {
  const scalars = [...text];
  const places = found
    .flatMap((of) => {
      const { raw, place, start, end } = of;
      if (place !== 'narrative' || start === null || end === null || end <= start) return [];
      return scalars.slice(start, end).join('') === raw ? [{ start, end, of }] : [];
    })
    .sort((a, b) => a.start - b.start);
  let reached = 0;
  return places.filter(({ start, end }) => {
    if (start < reached) return false;
    reached = end;
    return true;
  });
}

export interface Piece<T> {
  text: string;
  of?: T;
}

/** The text cut where something was found. */
export function piecesOf<T extends Placed>(text: string, found: readonly T[]): Piece<T>[] {
  const scalars = [...text];
  const pieces: Piece<T>[] = [];
  let reached = 0;
  const plain = (end: number) => {
    if (end > reached) pieces.push({ text: scalars.slice(reached, end).join('') });
  };
  for (const { start, end, of } of placesOf(text, found)) {
    plain(start);
    pieces.push({ text: scalars.slice(start, end).join(''), of });
    reached = end;
  }
  plain(scalars.length);
  return pieces;
}

/** Whose it is as long as nobody said. */
export function proposedRole({ role }: Pick<Found, 'role'>): Role {
  return roleOf(role) ?? 'offender';
}

export const MASK = '[…]';

/** What may say who reports. A phone or e-mail is the offender's only once somebody has confirmed so. */
export function isRevealing(
  found: Pick<Found, 'kind' | 'value' | 'role'>,
  confirmed: ReadonlyMap<string, Choice>,
): boolean {
  const role = confirmed.get(keyOf(found));
  if (role === 'victim') return true;
  if (found.kind === 'phone' || found.kind === 'email') return role !== 'offender';
  return (role ?? proposedRole(found)) === 'victim';
}

/** Where the redacted copy begins: the story without what may say who reports, wherever it stands in it. */
export function redactionStart(
  text: string,
  found: readonly Found[],
  confirmed: ReadonlyMap<string, Choice>,
): string {
  const revealing = found.filter((one) => isRevealing(one, confirmed));
  const masked = piecesOf(text, revealing)
    .map((piece) => (piece.of ? MASK : piece.text))
    .join('');
  return wordsOf(revealing).reduce((rest, word) => rest.replaceAll(word, MASK), masked);
}

/** What may say who reports and still stands in a copy. */
export function leaksOf(
  copy: string,
  found: readonly Found[],
  confirmed: ReadonlyMap<string, Choice>,
): string[] {
  return wordsOf(found.filter((one) => isRevealing(one, confirmed))).filter((word) => copy.includes(word));
}

/** The writings of findings, the longest first, so that none is broken by a part of it. */
function wordsOf(found: readonly Found[]): string[] {
  const words = found.flatMap(({ raw, value }) => [raw, value]).filter((word) => word.trim().length > 3);
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

/** An indicator on the list to confirm, whether the product proposed it, somebody confirmed it before, or typed it. */
export interface Candidate<T> {
  key: string;
  mention: Omit<MentionBody, 'role'>;
  choice: Choice;
  proposal?: T;
  isConfirmed: boolean;
}

/**
 * All that can be confirmed: proposals in their order, then what was confirmed before, then what was typed. `changed`
 * holds what the person chose just now. What is the reporter's own, or of a private person, is kept as a tag without its
 * value: a proposal says again that it is the reporter's, and what is not sent stays as it was.
 */
export function candidatesOf<T extends Found>(
  proposals: readonly T[],
  confirmed: readonly MentionBody[],
  typed: readonly MentionBody[],
  changed: Readonly<Record<string, Choice>>,
): Candidate<T>[] {
  const readable = confirmed.filter((one) => one.value !== '');
  const before = new Map(readable.map((one) => [keyOf(one), one]));
  const list = new Map<string, Candidate<T>>();
  for (const proposal of proposals) {
    const key = keyOf(proposal);
    if (list.has(key)) continue;
    const was = before.get(key);
    list.set(key, {
      key,
      mention: {
        kind: proposal.kind,
        value: proposal.value,
        bank: proposal.bank ?? was?.bank ?? '',
        service: proposal.service ?? was?.service ?? '',
      },
      choice:
        changed[key] ??
        roleOf(was?.role) ??
        (confirmed.length > 0 && proposal.role !== 'victim' ? 'none' : proposedRole(proposal)),
      proposal,
      isConfirmed: was !== undefined,
    });
  }
  for (const one of [...readable, ...typed]) {
    const key = keyOf(one);
    if (list.has(key)) continue;
    const { kind, value, bank, service, role } = one;
    list.set(key, {
      key,
      mention: { kind, value, bank: bank ?? '', service: service ?? '' },
      choice: changed[key] ?? roleOf(role) ?? 'offender',
      isConfirmed: before.has(key),
    });
  }
  return [...list.values()];
}

function roleOf(text: string | undefined): Role | undefined {
  return ROLES.find((role) => role === text);
}

/** What is sent: everything that is an indicator. */
export function mentionsOf(candidates: readonly Candidate<unknown>[]): MentionBody[] {
  return candidates.flatMap(({ mention, choice }) =>
    choice === 'none' ? [] : [{ ...mention, role: choice }],
  );
}

/** Roles as they were confirmed, for the redacted copy. */
export function rolesOf(
  confirmed: readonly Pick<MentionBody, 'kind' | 'value' | 'role'>[],
): Map<string, Choice> {
  return new Map(confirmed.map((one) => [keyOf(one), roleOf(one.role) ?? 'third']));
}
