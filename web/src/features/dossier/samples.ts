import type { Detail, Doc, Dossier, RouteStep } from './api';

/** A dossier for tests. */
export const dossier = (over: Partial<Dossier> = {}): Dossier => ({
  id: 'd1',
  system_id: 's1',
  system_name: 'Portal',
  agency_id: 'g1',
  agency_name: 'Owner A',
  regime: 'R331',
  level: 3,
  reason: 'first',
  state: 'draft',
  appraiser_id: 'g2',
  appraiser_name: 'Unit B',
  sent_on: null,
  reply_due: null,
  complete_on: null,
  appraise_due: null,
  appraised_on: null,
  approve_due: null,
  approved_on: null,
  decision_number: '',
  decision_by: '',
  decision_file: null,
  note: '',
  created_by: 'An',
  created_at: '2026-09-01T02:00:00Z',
  due: null,
  late: false,
  version: 4,
  ...over,
});

export const law = (kind: string, over: Partial<RouteStep> = {}): RouteStep => ({
  kind,
  by: ['by'],
  days: null,
  working_days: false,
  article: '18.2',
  source: 'Decree',
  certainty: 'found',
  note: null,
  ...over,
});

export const paper = (code: string, over: Partial<Doc> = {}): Doc => ({
  code: `r331-${code}`,
  name: `Paper ${code}`,
  when: null,
  article: '21',
  source: 'Decree',
  writable: false,
  file_id: null,
  filed_by: null,
  filed_at: null,
  ...over,
});

export const detail = (of: Partial<Dossier> = {}, over: Partial<Detail> = {}): Detail => ({
  dossier: dossier(of),
  steps: [],
  documents: [],
  route: [
    law('prepare'),
    law('submit'),
    law('completeness_reply', { days: 5, working_days: true, article: '23.2' }),
    law('appraise', { days: 15, working_days: true, certainty: 'unsure' }),
    law('approve', { days: 7, working_days: true }),
  ],
  gates: [],
  appraisal: '',
  letters: ['request', 'consult', 'appraisal', 'submission', 'decision'],
  may_change: false,
  may_appraise: false,
  may_approve: false,
  approvers: [],
  ...over,
});
