import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { Whole, Contact as WireContact } from '../api';

export type Desk = Whole<Schema<'HotlineDesk'>>;
export type Client = Whole<Schema<'HotlineClient'>>;
export type Template = Whole<Schema<'HotlineTemplate'>>;
export type Contact = WireContact;
export type AddedType = Whole<Schema<'HotlineScamType'>>;

export type Setting = 'desks' | 'clients' | 'templates' | 'contacts' | 'scam-types';

/** All of a kind: there are few. */
export const settingQuery = <T>(what: Setting) =>
  queryOptions({
    queryKey: ['hotline', 'setting', what],
    queryFn: ({ signal }) => ask<T[]>('GET', `/hotline/${what}`, { signal }),
  });

/** A new one, or a change. */
export const saveSetting = (what: Setting, id: string | undefined, body: object) =>
  id
    ? ask<unknown>('PUT', `/hotline/${what}/{id}`, { path: { id }, body })
    : ask<unknown>('POST', `/hotline/${what}`, { body });
