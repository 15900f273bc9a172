import type { Alert } from '~/features/alert/api';
import type { IncidentDraft } from './api';
import { type ClassFields, factsOf, NEW_CLASS } from './classFields';

/** A case as the centre opens it. */
export interface Fields extends ClassFields {
  title: string;
  description: string;
  agency_id: string | null;
  system_id: string | null;
  group_code?: string | undefined;
  scenario: string | null;
  reporter: string;
  playbook: string | null;
  origin: string;
  origin_ref: string;
}

export function startOf(now: Date): Fields {
  return {
    ...NEW_CLASS,
    detected_at: now.toISOString(),
    title: '',
    description: '',
    agency_id: null,
    system_id: null,
    scenario: null,
    reporter: '',
    playbook: null,
    origin: 'manual',
    origin_ref: '',
  };
}

/** What an alert says already; it was detected with its first event, not when somebody looked. */
export function ofAlert(alert: Alert): Fields {
  return {
    ...startOf(new Date(alert.first_at)),
    title: [alert.rule_title, alert.entity].filter(Boolean).join(' · '),
    agency_id: alert.agency_id ?? null,
    system_id: alert.system_id ?? null,
    origin: 'alert',
    origin_ref: alert.id,
  };
}

export function bodyOf(f: Fields): IncidentDraft {
  return {
    title: f.title.trim(),
    description: f.state_secret ? '' : (f.description ?? '').trim(),
    agency_id: f.agency_id ?? '',
    system_id: f.system_id ?? null,
    group_code: f.group_code ?? '',
    scenario: f.scenario ?? '',
    severity: f.severity,
    origin: f.origin,
    origin_ref: f.origin_ref,
    reporter: (f.reporter ?? '').trim(),
    detected_at: f.detected_at ?? '',
    occurred_at: f.occurred_at ?? null,
    personal_data: f.personal_data,
    data_known_at: f.personal_data ? (f.data_known_at ?? null) : null,
    state_secret: f.state_secret,
    facts: factsOf(f),
    playbook: f.playbook ?? '',
  };
}
