import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { Whole } from '../api';

export type Campaign = Whole<Schema<'HotlineCampaignLine'>>;
export type CampaignDetail = Whole<Schema<'HotlineCampaignDetail'>>;
export type CampaignIndicator = CampaignDetail['indicators'][number];

/** Reports that share what offenders use, and what so many name that it joins none. */
export type Clusters = Whole<Schema<'HotlineClusters'>>;
export type Cluster = Clusters['clusters'][number];
export type Shared = Clusters['proposed_hubs'][number];

export type FoundIndicator = Whole<Schema<'HotlineIndicatorPage'>>['items'][number];
export type Hub = Whole<Schema<'HotlineHub'>>;

export const clustersQuery = queryOptions({
  queryKey: ['hotline', 'clusters'],
  staleTime: 30_000,
  queryFn: ({ signal }) => ask<Clusters>('GET', '/hotline/clusters', { signal }),
});

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['hotline', 'campaign', id],
    queryFn: ({ signal }) => readCampaign(id, signal),
  });

export const hubsQuery = queryOptions({
  queryKey: ['hotline', 'hubs'],
  queryFn: async ({ signal }) => (await ask<{ hubs: Hub[] }>('GET', '/hotline/hubs', { signal })).hubs,
});

export function readCampaign(id: string, signal?: AbortSignal): Promise<CampaignDetail> {
  return ask('GET', '/hotline/campaigns/{id}', { path: { id }, ...(signal ? { signal } : {}) });
}

type Seen = Pick<Campaign, 'id' | 'version'>;

const act = <T>({ id, version }: Seen, what: string, body: object) =>
  ask<T>('POST', `/hotline/campaigns/{id}/${what}`, { path: { id }, version, body });

export interface CampaignBody {
  name: string;
  summary: string;
  scam_type: string | null;
}

export const openCampaign = (body: CampaignBody & { report_ids: string[] }) =>
  ask<CampaignDetail>('POST', '/hotline/campaigns', { body });

export const saveCampaign = ({ id, version }: Seen, body: CampaignBody) =>
  ask<CampaignDetail>('PUT', '/hotline/campaigns/{id}', { path: { id }, version, body });

export const changeReports = (seen: Seen, add: string[], remove: string[]) =>
  act<unknown>(seen, 'reports', { add, remove });

export const closeCampaign = (seen: Seen) => act<unknown>(seen, 'close', {});

export const makeNotice = (seen: Seen) => act<{ notice_id: string }>(seen, 'notice', {});

export interface IncidentBody {
  agency_id: string | null;
  group: string;
  severity: string;
}

export const makeIncident = (seen: Seen, body: IncidentBody) =>
  act<{ incident_id: string }>(seen, 'incident', body);

export const makeList = (seen: Seen, name: string) =>
  act<{ indicator_list_id: string }>(seen, 'indicator-list', { name });

/** Reports of a cluster that are not yet of its campaign are added to it. */
export async function growCampaign({ campaign_id, reports }: Cluster): Promise<string> {
  if (!campaign_id) throw new Error('the cluster has no campaign yet');
  const { line, reports: known } = await readCampaign(campaign_id);
  const fresh = reports.map((one) => one.id).filter((id) => !known.some((one) => one.id === id));
  if (fresh.length > 0) await changeReports(line, fresh, []);
  return campaign_id;
}

export const addHub = (body: {
  kind: string;
  value: string;
  label: string;
  reason: string;
  joins: boolean;
}) => ask<unknown>('POST', '/hotline/hubs', { body });

/** Numbers that services rent join nothing, until somebody says of one that it does. */
export const isOfService = (kind: string, value: string) =>
  kind === 'phone' && /^(\+?84)?1[89]00/.test(value.replace(/[\s.\-()]/g, ''));

export const removeHub = (id: string) => ask<unknown>('DELETE', '/hotline/hubs/{id}', { path: { id } });
