import type { Schema } from '~/api/client';

export type EventInfo = Schema<'EventInfo'>;
export type MissingInfo = Schema<'MissingInfo'>;
export type HistogramInfo = Schema<'HistogramInfo'>;
export type TailInfo = Schema<'TailInfo'>;
export type SqlInfo = Schema<'SqlInfo'>;
export type SavedSearch = Schema<'SavedSearch'>;
export type NewSearch = Schema<'NewSearch'>;
export type KeepingInfo = Schema<'KeepingInfo'>;
export type KeepRule = Schema<'KeepRule'>;
export type KeptDay = Schema<'KeptDay'>;
export type HoldInfo = Schema<'HoldInfo'>;
export type NewHold = Schema<'NewHold'>;

/** What is searched for, and when; of the generated queries what all of them have. */
export interface Ask {
  q?: string;
  from?: string;
  to?: string;
}
