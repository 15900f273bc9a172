import { queryOptions } from '@tanstack/react-query';
import type { Call } from '~/features/incident/api';
import { ask } from '~/features/incident/ask';

/** Somebody, or a body, that can be called when something burns. */
export interface Contact {
  id: string;
  kind: string;
  /** Code of the body of the law that it holds; empty: none. */
  body: string;
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
  version: number;
}

export interface Turn {
  id: string;
  contact_id: string;
  contact_name: string;
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

export const contactsQuery = queryOptions({
  queryKey: ['network', 'contacts'],
  staleTime: 30_000,
  queryFn: ({ signal }) =>
    ask<{ items: Contact[]; total: number }>('GET', '/network/contacts', { query: { limit: 1000 }, signal }),
});

export const onDutyQuery = queryOptions({
  queryKey: ['network', 'on_duty'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => ask<OnDuty>('GET', '/network/on-duty', { signal }),
});

export const openCallsQuery = queryOptions({
  queryKey: ['network', 'calls'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => ask<Call[]>('GET', '/network/calls', { query: { open: true }, signal }),
});
