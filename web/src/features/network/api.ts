import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import type { Call } from '~/features/incident/api';
import { ask } from '~/features/incident/ask';

/** What the law wants told of a changed contact. */
export type ContactDuty = Required<Schema<'ContactDutyInfo'>>;

/** Somebody, or a body, that can be called when something burns. */
export type Contact = Omit<Required<Schema<'ContactInfo'>>, 'owed'> & { owed: ContactDuty | null };

export type ContactPage = Omit<Schema<'ContactPage'>, 'items'> & { items: Contact[] };

export type ContactBody = Schema<'ContactBody'>;

export type NetworkChoices = Required<Schema<'NetworkChoices'>>;

/** An agency that owns systems and has no team of its own. */
export type Owner = Schema<'OwnerWithoutTeam'>;

export type Turn = Required<Schema<'TurnInfo'>>;

export type OnDuty = Record<keyof Schema<'OnDutyInfo'>, Contact[]>;

export const REFRESH_MS = 30_000;
/** Most rows that the server gives at once. */
const MOST = 1000;

export const contactsQuery = queryOptions({
  queryKey: ['network', 'contacts'],
  staleTime: 30_000,
  queryFn: ({ signal }) =>
    ask<ContactPage>('GET', '/network/contacts', { query: { limit: MOST, inactive: true }, signal }),
});

/** All of them: an agency has at most one line here. */
export const ownersQuery = queryOptions({
  queryKey: ['network', 'owners'],
  queryFn: async ({ signal }) => {
    const found: Owner[] = [];
    for (;;) {
      const { items, total } = await ask<Schema<'OwnersWithoutTeam'>>('GET', '/network/owners-without-team', {
        query: { offset: found.length, limit: MOST },
        signal,
      });
      found.push(...items);
      if (items.length === 0 || found.length >= total) return found;
    }
  },
});

export const networkChoicesQuery = queryOptions({
  queryKey: ['network', 'choices'],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }) => ask<NetworkChoices>('GET', '/network/choices', { signal }),
});

export const onDutyQuery = queryOptions({
  queryKey: ['network', 'on_duty'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => ask<OnDuty>('GET', '/network/on-duty', { signal }),
});

export const openCallsQuery = queryOptions({
  queryKey: ['network', 'calls'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) =>
    ask<Call[]>('GET', '/network/calls', { query: { open: true, drills: true }, signal }),
});

export const rosterQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['network', 'roster', from, to],
    queryFn: ({ signal }) => ask<Turn[]>('GET', '/network/roster', { query: { from, to }, signal }),
  });

export const saveContact = (body: ContactBody, over: Contact | undefined) =>
  over
    ? ask<Contact>('PUT', '/network/contacts/{id}', { path: { id: over.id }, version: over.version, body })
    : ask<Contact>('POST', '/network/contacts', { body });

export const readContact = (id: string) => ask<Contact>('GET', '/network/contacts/{id}', { path: { id } });

export const tellContact = (id: string) =>
  ask<unknown>('POST', '/network/contacts/{id}/told', { path: { id }, body: {} });

export const addTurn = (body: { contact_id: string; line: string; from_at: string; to_at: string }) =>
  ask<unknown>('POST', '/network/roster', { body });

export const removeTurn = (id: string) => ask<unknown>('DELETE', '/network/roster/{id}', { path: { id } });
