import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { Whole } from '../api';
import { save } from '../desk/api';
import type { Asked } from './model';

export type Statistics = Whole<Schema<'HotlineStatistics'>>;
export type Row = Statistics['rows'][number];

export const statisticsQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['hotline', 'statistics', asked],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask<Statistics>('GET', '/hotline/statistics', { query: asked, signal }),
  });

export const saveStatistics = (asked: Asked) =>
  save('/hotline/statistics', { ...asked, format: 'csv' }, `hotline-${asked.by}.csv`);
