import { api, type Schema } from '~/api/client';

export type AgencyRow = Schema<'AgencyRow'>;
export type Agency = Schema<'AgencyView'>;
export type Contact = Schema<'ContactWire'>;
/** The client; its paths come from the OpenAPI document. */
export const agencies = api;
