import type { ReportDraft } from './api';

/** The one-minute form. */
export interface Fields {
  agency_id: string;
  system_id?: string | null;
  what: string;
  description?: string;
  detected_at: string;
  still_going: boolean;
  contact_phone: string;
  personal_data: 'yes' | 'no' | 'unknown';
  state_secret: boolean;
}

/** Content of what may be a state secret never leaves the page. */
export function reportBody(f: Fields): ReportDraft {
  return {
    agency_id: f.agency_id,
    system_id: f.system_id ?? null,
    what: f.what,
    description: f.state_secret ? '' : (f.description ?? '').trim(),
    detected_at: f.detected_at,
    still_going: f.still_going,
    contact_phone: f.contact_phone.trim(),
    personal_data: f.personal_data === 'unknown' ? null : f.personal_data === 'yes',
    state_secret: f.state_secret,
  };
}
