import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask, askFile } from '~/features/incident/ask';
import type { Attachment, Whole } from '../api';
import type { FoundIndicator } from '../campaign/api';
import type { Paged } from '../desk/api';

export type Verdict = Whole<Schema<'HotlineVerdict'>>;
export type Contest = Whole<Schema<'HotlineContest'>>;

/** Words and contact of whoever contests: held by the page that shows them, never by the cache of answers. */
export type OpenedContest = Whole<Schema<'HotlineContestOpened'>>;

export interface VerdictBody {
  kind: string;
  value: string;
  bank: string | null;
  scam_type: string | null;
  reason: string;
  /** Why reports of unknown origin are of different people; empty: nobody says so. */
  statement: string;
}

/** How many reports name a value, before the public is warned of it. */
export const countedQuery = (kind: string, value: string) =>
  queryOptions({
    queryKey: ['hotline', 'counted', kind, value],
    staleTime: 10_000,
    queryFn: async ({ signal }) => {
      const { items } = await ask<Paged<FoundIndicator>>('GET', '/hotline/indicators', {
        query: { search: value, kind, offset: 0, limit: 10 },
        signal,
      });
      return exactly(items, value);
    },
  });

/** The one that was meant, whatever signs stand between its digits. */
export function exactly<T extends { value: string; match_key: string }>(
  items: readonly T[],
  typed: string,
): T | null {
  const plain = (text: string) => text.toLowerCase().replace(/[\s.\-()]/g, '');
  const wanted = plain(typed);
  return items.find((one) => plain(one.value) === wanted || plain(one.match_key) === wanted) ?? null;
}

export const warn = (body: VerdictBody, campaign: string | undefined) =>
  ask<Verdict>('POST', '/hotline/verdicts', {
    body: { ...body, ...(campaign ? { campaign_id: campaign } : {}) },
  });

type Seen = Pick<Verdict, 'id' | 'version'>;

export const renew = ({ id, version }: Seen) =>
  ask<unknown>('POST', '/hotline/verdicts/{id}/renew', { path: { id }, version, body: {} });

export const withdraw = ({ id, version }: Seen, reason: string) =>
  ask<unknown>('POST', '/hotline/verdicts/{id}/withdraw', { path: { id }, version, body: { reason } });

export const openContest = (id: string, reason: string) =>
  ask<OpenedContest>('POST', '/hotline/contests/{id}/open', {
    path: { id },
    body: { reason: reason.trim() },
  });

/** A file that came with it: the shown copy, or what was sent as it came. */
export const openContestAttachment = (
  id: string,
  { id: attachment }: Pick<Attachment, 'id'>,
  original: boolean,
  reason?: string,
) =>
  askFile(
    '/hotline/contests/{id}/attachments/{attachment}/open',
    { path: { id, attachment }, body: { original, reason: reason?.trim() ?? '' } },
    'POST',
  );

export const decideContest = (id: string, body: { uphold: boolean; answer: string }) =>
  ask<unknown>('POST', '/hotline/contests/{id}/decide', { path: { id }, body });
