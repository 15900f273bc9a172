import { filterOf, phrase } from './query';
import { around, DEFAULT_RANGE, type Range, readRange, writeRange } from './range';

/** All that a search is, as it stands in the URL. */
export interface SearchState {
  q: string;
  range: Range;
  /** Fields that stand as columns. */
  columns: readonly string[];
  /** Events as they come in. */
  live: boolean;
}

export function readState(params: URLSearchParams): SearchState {
  return {
    q: params.get('q') ?? '',
    range: readRange(params),
    columns: [...new Set(params.getAll('col').filter(Boolean))],
    live: params.get('live') === '1',
  };
}

/** What is as usual is left out, so that links stay short. */
export function paramsOf(state: Partial<SearchState>): URLSearchParams {
  const params = new URLSearchParams();
  if (state.q) params.set('q', state.q);
  writeRange(params, state.range ?? DEFAULT_RANGE);
  for (const column of state.columns ?? []) params.append('col', column);
  if (state.live) params.set('live', '1');
  return params;
}

export const SEARCH_PATH = '/tim-kiem';

export function searchLink(state: Partial<SearchState>): string {
  const params = paramsOf(state).toString();
  return params ? `${SEARCH_PATH}?${params}` : SEARCH_PATH;
}

/** Minutes to each side of an event, and of an alert. */
const AROUND_EVENT = 5;
const AROUND_ALERT = 60;

/** What the same machine did shortly before and after; undefined where the machine is not known. */
export function aroundEvent(event: { host?: string | null; time: string }): string | undefined {
  if (!event.host) return undefined;
  return searchLink({
    q: filterOf('host', event.host),
    range: around(event.time, event.time, AROUND_EVENT),
  });
}

/** Fields by which the thing an alert is about is searched; of another kind it is searched for as it stands. */
const FIELD_OF: Record<string, string> = { ip: 'src_ip', user: 'user', host: 'host', source: 'source' };

/** The events that an alert may be about; undefined where it says of nothing. */
export function eventsOfAlert(alert: {
  entity_kind?: string | null;
  entity?: string | null;
  host?: string | null;
  first_at: string;
  last_at: string;
}): string | undefined {
  const { entity, host } = alert;
  const field = FIELD_OF[alert.entity_kind ?? ''];
  const q = entity
    ? field
      ? filterOf(field, entity)
      : phrase(entity)
    : host
      ? filterOf('host', host)
      : undefined;
  if (q === undefined) return undefined;
  return searchLink({ q, range: around(alert.first_at, alert.last_at, AROUND_ALERT) });
}
