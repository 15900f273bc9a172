import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { ConflictField } from '~/ui/ConflictDialog';
import type { Versions } from '~/ui/FormDialog';
import type { Whole, Contact as WireContact } from '../api';

export type Desk = Whole<Schema<'HotlineDesk'>>;
export type Client = Whole<Schema<'HotlineClient'>>;
export type Template = Whole<Schema<'HotlineTemplate'>>;
export type Contact = WireContact;
export type AddedType = Whole<Schema<'HotlineScamType'>>;

export type Refused = Whole<Schema<'HotlineRefused'>>;
export type RefusedList = Whole<Schema<'HotlineRefusedList'>>;

export type Setting = 'desks' | 'clients' | 'templates' | 'contacts' | 'scam-types';

/** All of a kind: there are few. */
export const settingQuery = <T>(what: Setting) =>
  queryOptions({
    queryKey: ['hotline', 'setting', what],
    queryFn: ({ signal }) => ask<T[]>('GET', `/hotline/${what}`, { signal }),
  });

/** What was not taken in. */
export const refusedQuery = queryOptions({
  queryKey: ['hotline', 'setting', 'refused'],
  queryFn: ({ signal }) => ask<RefusedList>('GET', '/hotline/refused', { signal }),
});

/** Tries once more to take one in, or lets go of it. */
export const decideRefused = (id: string, step: 'take-in' | 'let-go') =>
  ask<void>('POST', `/hotline/refused/{id}/${step}`, { path: { id } });

/** A new one, or a change of the one that was seen. */
export const saveSetting = (what: Setting, seen: Pick<Desk, 'id' | 'version'> | undefined, body: object) =>
  seen
    ? ask<unknown>('PUT', `/hotline/${what}/{id}`, { path: { id: seen.id }, version: seen.version, body })
    : ask<unknown>('POST', `/hotline/${what}`, { body });

/** How one that somebody else changed meanwhile is read again and shown beside what was typed; of a new one nothing. */
export function versionsOf<T extends { id: string }, F extends object>(
  what: Setting,
  row: T | undefined,
  fieldsOf: (row: T) => F,
  shown: ConflictField<F>[],
): Versions<F, T> | undefined {
  if (!row) return undefined;
  const reread = async () => {
    const rows = await ask<T[]>('GET', `/hotline/${what}`);
    return rows.find((one) => one.id === row.id);
  };
  return { over: row, reread, fieldsOf, shown };
}
