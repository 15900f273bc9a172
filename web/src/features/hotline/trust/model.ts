import type { Item, Organisation } from './api';

export const ORGANISATION_KINDS = [
  'agency',
  'enterprise',
  'bank',
  'telecom',
  'platform',
  'association',
] as const;
export const ORGANISATION_STATES = ['active', 'ended'] as const;
export const ITEM_KINDS = ['site', 'app', 'account', 'hotline', 'email'] as const;
export const TRUST_STATES = ['pending', 'proved', 'expired', 'revoked'] as const;

/** What a machine can look up is proved by a record or a file; the rest by a document that a person looks at. */
export function proofsOf(kind: string): readonly string[] {
  return kind === 'site' || kind === 'email' ? ['dns_txt', 'file', 'document'] : ['document'];
}

/** Names where it stands: an app store, a network. */
export function hasPlatform(kind: string): boolean {
  return kind === 'app' || kind === 'account';
}

export type ItemStep = 'check' | 'prove' | 'renew' | 'revoke';

/** What can be done with an item now: what a machine looks up is renewed by looking again. */
export function stepsOf({
  state,
  proof,
  proved_at,
  document,
}: Pick<Item, 'state' | 'proof' | 'proved_at' | 'document'>): ItemStep[] {
  if (state === 'revoked') return [];
  const steps: ItemStep[] = [];
  if (proof !== 'document') steps.push('check');
  else if (proved_at && document) steps.push('renew');
  if (state !== 'proved') steps.push('prove');
  steps.push('revoke');
  return steps;
}

/** A number of registration with twelve digits is a person's, and persons are never entered. */
export function isPersonal(registration: string): boolean {
  return /^[\d .]+$/.test(registration) && registration.replace(/\D/g, '').length === 12;
}

/** How many items stand where, those that are there, in their order. */
export function tally(items: readonly Pick<Item, 'state'>[]): { state: string; number: number }[] {
  return TRUST_STATES.map((state) => ({
    state,
    number: items.filter((item) => item.state === state).length,
  })).filter(({ number }) => number > 0);
}

/** When the first proof that still counts ends. */
export function nextEnd({ items }: Pick<Organisation, 'items'>): string | null {
  const ends = items.flatMap(({ state, expires_at }) =>
    state === 'proved' && expires_at ? [expires_at] : [],
  );
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}
