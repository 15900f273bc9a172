import createClient from 'openapi-fetch';
import { api } from '~/api/client';

/** One organisation as lists show it. */
export interface AgencyRow {
  id: string;
  /** The name on the day asked for; of a closed agency its last. */
  name: string;
  abbreviation?: string | null;
  /** An old name or abbreviation by which the search found it. */
  found_by?: string | null;
  kind: string;
  level: string;
  /** `planned`, `active` or `closed`. */
  state: string;
  parent_id?: string | null;
  parent_name?: string | null;
  code?: string | null;
  has_children?: boolean;
}

export interface AgencyPage {
  items: AgencyRow[];
  next_cursor?: string | null;
  total?: number | null;
}

interface AgencyPaths {
  '/api/v1/agencies': {
    get: {
      parameters: {
        query?: {
          search?: string;
          kind?: string[];
          level?: string[];
          state?: string;
          parent_id?: string;
          tree?: string;
          on?: string;
          sort?: string;
          cursor?: string;
          limit?: number;
        };
      };
      responses: { 200: { content: { 'application/json': AgencyPage } } };
    };
  };
}

/** The same client, with the routes of the directory. */
export const agencies = api as unknown as ReturnType<typeof createClient<AgencyPaths>>;
