import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { Whole } from '../api';

export type Organisation = Whole<Schema<'HotlineTrustOrganisation'>>;
export type Item = Whole<Schema<'HotlineTrustItem'>>;

export const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ['hotline', 'organisation', id],
    queryFn: ({ signal }) => readOrganisation(id, signal),
  });

export function readOrganisation(id: string, signal?: AbortSignal): Promise<Organisation> {
  return ask('GET', '/hotline/trust/organisations/{id}', { path: { id }, ...(signal ? { signal } : {}) });
}

export interface OrganisationBody {
  name: string;
  kind: string;
  agency_id: string | null;
  registration_number: string;
  state: string;
}

/** A new one, or a change of the one that was seen. */
export const saveOrganisation = (
  body: OrganisationBody,
  seen: Pick<Organisation, 'id' | 'version'> | undefined,
) =>
  seen
    ? ask<Organisation>('PUT', '/hotline/trust/organisations/{id}', {
        path: { id: seen.id },
        version: seen.version,
        body,
      })
    : ask<Organisation>('POST', '/hotline/trust/organisations', { body });

export interface ItemBody {
  kind: string;
  value: string;
  platform: string;
  proof: string;
  document: string;
}

export const addItem = (id: string, body: ItemBody) =>
  ask<Organisation>('POST', '/hotline/trust/organisations/{id}/items', { path: { id }, body });

export const itemStep = (id: string, step: 'check' | 'prove' | 'renew' | 'revoke', body: object = {}) =>
  ask<Organisation>('POST', `/hotline/trust/items/{id}/${step}`, { path: { id }, body });
