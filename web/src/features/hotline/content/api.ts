import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { Whole } from '../api';

export type Content = Whole<Schema<'HotlineContentLine'>>;
/** With the steps that were taken, and those that can be. */
export type ContentDetail = Whole<Schema<'HotlineContentDetail'>>;
export type Step = ContentDetail['steps'][number];

export const contentQuery = (id: string) =>
  queryOptions({
    queryKey: ['hotline', 'content_one', id],
    queryFn: ({ signal }) => ask<ContentDetail>('GET', '/hotline/content/{id}', { path: { id }, signal }),
  });

export interface ContentBody {
  kind: string;
  place: string;
  summary: string;
  report_id: string | null;
}

export const recordContent = (body: ContentBody) => ask<ContentDetail>('POST', '/hotline/content', { body });

export interface StepBody {
  step: string;
  text: string;
  document_number: string;
  recipient_name: string;
  ground?: string;
  competent?: string;
}

export const takeStep = ({ id, version }: Pick<Content, 'id' | 'version'>, body: StepBody) =>
  ask<ContentDetail>('POST', '/hotline/content/{id}/steps', { path: { id }, body: { ...body, version } });
