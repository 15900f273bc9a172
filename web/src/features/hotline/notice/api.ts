import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { Whole } from '../api';
import { save } from '../desk/api';
import type { NoticeBody } from './model';

export type Notice = Whole<Schema<'HotlineNotice'>>;

/** Read once where it is edited: a form does not change under the person who fills it in. */
export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['hotline', 'notice', id],
    queryFn: ({ signal }) => readNotice(id, signal),
  });

export function readNotice(id: string, signal?: AbortSignal): Promise<Notice> {
  return ask('GET', '/hotline/notices/{id}', { path: { id }, ...(signal ? { signal } : {}) });
}

type Seen = Pick<Notice, 'id' | 'version'>;

export const addNotice = (body: NoticeBody) => ask<Notice>('POST', '/hotline/notices', { body });

export const saveNotice = ({ id, version }: Seen, body: NoticeBody) =>
  ask<Notice>('PUT', '/hotline/notices/{id}', { path: { id }, version, body });

export const publish = ({ id, version }: Seen) =>
  ask<unknown>('POST', '/hotline/notices/{id}/publish', { path: { id }, version, body: {} });

export const withdraw = ({ id, version }: Seen, reason: string) =>
  ask<unknown>('POST', '/hotline/notices/{id}/withdraw', { path: { id }, version, body: { reason } });

export const POSTERS = ['pdf', 'svg'] as const;

export const savePoster = ({ id, slug }: Pick<Notice, 'id' | 'slug'>, format: string) =>
  save(`/hotline/notices/${id}/poster`, { format }, `${slug || 'poster'}.${format}`);
