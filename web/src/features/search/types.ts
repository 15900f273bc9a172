/** Wire types of `/api/v1/search`, by their OpenAPI names. */

export interface EventInfo {
  /** Its number in the log, by which it is known. */
  seq: number;
  /** When it happened, as far as that is believed. */
  time: string;
  received: string;
  /** null: nobody registered the sender. */
  source_id: string | null;
  source_name: string | null;
  agency_id: string | null;
  agency_name: string | null;
  host: string | null;
  product: string | null;
  service: string | null;
  category: string[];
  /** Why it was not fully understood: `encoding`, `json`, `unknown`, `cut`. */
  problem: string | null;
  /** The text as it came, where parsing lost something. */
  raw: string | null;
  fields: Record<string, unknown>;
}

/** Events that could not be looked at, because their file is missing or damaged. */
export interface MissingInfo {
  from: string;
  to: string;
  events: number;
}

export interface EventPage {
  items: EventInfo[];
  next_cursor: string | null;
  missing: MissingInfo[];
  took_ms: number;
}

/** `counts[n]`: events between `from + n * width_seconds` and the next. */
export interface HistogramInfo {
  from: string;
  width_seconds: number;
  counts: number[];
  total: number;
  missing: MissingInfo[];
  took_ms: number;
}

export interface TopValues {
  items: { value: string; events: number }[];
  missing: MissingInfo[];
  took_ms: number;
}

export interface FieldNames {
  short: string[];
  columns: string[];
}

export interface TailInfo {
  /** The oldest first. */
  items: EventInfo[];
  /** The number to go on behind. */
  after: number;
  more: boolean;
}

export interface SqlInfo {
  columns: string[];
  rows: (string | null)[][];
  cut: boolean;
  missing: MissingInfo[];
  took_ms: number;
}

export interface SavedSearch {
  id: string;
  name: string;
  q: string;
  /** The last so many minutes; null: whatever is looked at. */
  minutes: number | null;
  shared: boolean;
  owner_name: string;
  own: boolean;
  created_at: string;
}

export interface NewSearch {
  name: string;
  q: string;
  minutes: number | null;
  shared: boolean;
}

export interface KeepRule {
  /** 1–5; 0: the system is not known. */
  level: number;
  days: number;
  /** null: the installation's own setting. */
  citation: string | null;
  /** `found`, `known`, `unsure`. */
  certainty: string | null;
}

export interface KeptDay {
  day: string;
  level: number;
  events: number;
  bytes: number;
  raw_bytes: number;
  /** The last day on which they are kept. */
  until: string;
  held: boolean;
}

export interface KeepingInfo {
  rules: KeepRule[];
  at_least_days: number;
  days: KeptDay[];
  events: number;
  bytes: number;
  raw_bytes: number;
  in_memory: number;
  damaged: number;
}

export interface HoldInfo {
  id: string;
  reason: string;
  /** null: of all. */
  agency_id: string | null;
  agency_name: string | null;
  from: string;
  to: string;
  placed_by: string;
  placed_at: string;
  lifted_by: string | null;
  lifted_at: string | null;
  lift_reason: string;
}

export interface NewHold {
  reason: string;
  agency_id: string | null;
  from: string;
  to: string;
}

interface Answer<T> {
  headers: Record<string, unknown>;
  content: { 'application/json': T };
}

interface Asked<Query> {
  query?: Query;
  header?: never;
  path?: never;
  cookie?: never;
}

interface Named {
  query?: never;
  header?: never;
  path: { id: string };
  cookie?: never;
}

interface Read<T, Query = never> {
  parameters: Asked<Query>;
  requestBody?: never;
  responses: { 200: Answer<T> };
}

interface Sent<Body, T, Status extends number, Parameters = Asked<never>> {
  parameters: Parameters;
  requestBody: { content: { 'application/json': Body } };
  responses: Record<Status, Answer<T>>;
}

/** What is searched for, and when. */
export interface Ask {
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The calls, in the form of the generated `paths`. */
export interface SearchPaths {
  '/api/v1/search': {
    get: Read<EventPage, Ask & { cursor?: string | undefined; limit?: number }>;
  };
  '/api/v1/search/histogram': { get: Read<HistogramInfo, Ask> };
  '/api/v1/search/top': { get: Read<TopValues, Ask & { field: string; limit?: number }> };
  '/api/v1/search/fields': { get: Read<FieldNames> };
  '/api/v1/search/tail': { get: Read<TailInfo, { q?: string; after?: number | undefined }> };
  '/api/v1/search/sql': { get: Read<SqlInfo, { sql: string; limit?: number }> };
  '/api/v1/search/saved': {
    get: Read<SavedSearch[]>;
    post: Sent<NewSearch, SavedSearch, 201>;
  };
  '/api/v1/search/saved/{id}': {
    delete: {
      parameters: Named;
      requestBody?: never;
      responses: { 204: { headers: Record<string, unknown>; content?: never } };
    };
  };
  '/api/v1/search/keeping': { get: Read<KeepingInfo> };
  '/api/v1/search/holds': {
    get: Read<HoldInfo[]>;
    post: Sent<NewHold, HoldInfo, 201>;
  };
  '/api/v1/search/holds/{id}/lift': {
    post: Sent<{ reason: string }, HoldInfo, 200, Named>;
  };
}
