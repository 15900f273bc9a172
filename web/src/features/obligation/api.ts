import { queryOptions } from '@tanstack/react-query';
import { api, data } from '~/api/client';

export interface LinesAsk {
  from: string;
  to: string;
  agency?: string;
  plan?: string;
}

/** Lines of the calendar from day to day. */
export const linesQuery = (query: LinesAsk) =>
  queryOptions({
    queryKey: ['obligation', 'lines', query],
    queryFn: ({ signal }) => data(api.GET('/api/v1/obligations', { params: { query }, signal })),
  });

export const linkQuery = queryOptions({
  queryKey: ['calendar', 'link'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/calendar/link', { signal })),
});
