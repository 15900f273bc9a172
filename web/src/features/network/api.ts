import { queryOptions } from '@tanstack/react-query';
import type { Call } from '~/features/incident/api';
import { ask } from '~/features/incident/ask';

/** What the law wants told of a changed contact. */
export interface ContactDuty {
  text: string;
  article: string;
  source: string;
  certainty: string;
  due_at: string | null;
  overdue: boolean;
}

/** Somebody, or a body, that can be called when something burns. */
export interface Contact {
  id: string;
  kind: string;
  /** Code of the body of the law that it holds; empty: none. */
  body: string;
  body_name: string;
  agency_id: string | null;
  agency_name: string;
  person_id: string | null;
  name: string;
  post: string;
  phone: string;
  email: string;
  skills: string[];
  /** Can be reached day and night. */
  always: boolean;
  active: boolean;
  note: string;
  changed_at: string;
  /** When the coordinating agency was told of the last change. */
  told_at: string | null;
  /** null: nothing is owed. */
  owed: ContactDuty | null;
  may_change: boolean;
  version: number;
}

export interface ContactPage {
  items: Contact[];
  total: number;
  /** The reader may add contacts that belong to no agency. */
  may_add: boolean;
}

export interface ContactBody {
  kind: string;
  body: string;
  agency_id: string | null;
  person_id: string | null;
  name: string;
  post: string;
  phone: string;
  email: string;
  skills: string[];
  always: boolean;
  active: boolean;
  note: string;
}

export interface NetworkChoices {
  kinds: string[];
  bodies: { code: string; name: string }[];
  /** What can be used here to call people. */
  channels: string[];
  lines: string[];
  call_again_minutes: number;
}

export interface Turn {
  id: string;
  contact_id: string;
  contact_name: string;
  phone: string;
  line: string;
  from_at: string;
  to_at: string;
  made_by: string;
}

export interface OnDuty {
  first: Contact[];
  second: Contact[];
}

export const REFRESH_MS = 30_000;
/** Most contacts that the server gives at once. */
const MOST = 1000;

export const contactsQuery = queryOptions({
  queryKey: ['network', 'contacts'],
  staleTime: 30_000,
  queryFn: ({ signal }) =>
    ask<ContactPage>('GET', '/network/contacts', { query: { limit: MOST, inactive: true }, signal }),
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
