/** Invented records for tests and nothing else. */
import type {
  Call,
  Choices,
  Counts,
  Kind,
  Opened,
  Proposal,
  ReportDetail,
  ReportLine,
  Reveal,
  Term,
  Transfer,
} from './api';

export function line(over: Partial<ReportLine> = {}): ReportLine {
  return {
    id: 'r1',
    number: 'HL-2026-00012',
    channel: 'web',
    language: 'vi',
    received_at: '2026-11-29T02:00:00Z',
    urgency: 'now',
    state: 'received',
    kind: null,
    kind_name: null,
    scam_type: '14',
    scam_type_name: 'Impersonating the police',
    money: 'sending',
    amount: 5_000_000,
    bank: 'VCB',
    desk_id: 'd1',
    desk_name: 'Centre',
    commune_name: null,
    assigned_to: null,
    assigned_name: '',
    has_identity: true,
    files: 0,
    unread: 0,
    is_minor: false,
    is_not_fluent: false,
    is_abroad: false,
    wants_secret: false,
    is_quarantined: false,
    is_one_of_many: false,
    is_withdrawn: false,
    duplicate_of: null,
    is_opened: true,
    redacted: '',
    next_due_at: null,
    next_due_text: null,
    transfer_state: null,
    shared_with: 0,
    version: 1,
    ...over,
  } as ReportLine;
}

export function detail({ line: of, ...over }: Partial<ReportDetail> = {}): ReportDetail {
  return {
    line: line(of),
    occurred_on: null,
    money_sent_at: null,
    reached_by: [],
    exposed: [],
    classifications: [],
    urgencies: [],
    reasons: [],
    terms: [],
    transfers: [],
    calls: [],
    mentions: [],
    campaigns: [],
    similar: [],
    reveals: [],
    additions: [],
    openings: 0,
    redacted: '',
    redacted_by: null,
    redacted_at: null,
    outcome: null,
    closed_at: null,
    withdrawn_at: null,
    erase_after: null,
    erased_at: null,
    may: [
      'take',
      'open',
      'mentions',
      'redact',
      'urgency',
      'message',
      'classify',
      'close',
      'transfer',
      'call',
      'reveal',
    ],
    ...over,
  } as ReportDetail;
}

export function transfer(over: Partial<Transfer> = {}): Transfer {
  return {
    id: 't1',
    kind: 'crime_report_individual',
    recipient: 'investigation_agency',
    recipient_agency_id: null,
    recipient_name: 'Investigators',
    is_urgent: true,
    article: 'Art. 145',
    call_by: null,
    due_at: null,
    state: 'draft',
    document_number: '',
    sent_at: null,
    sent_how: '',
    ack_number: '',
    ack_at: null,
    ack_person: '',
    returned_at: null,
    return_reason: '',
    by_name: 'An',
    created_at: '2026-11-29T02:10:00Z',
    version: 3,
    ...over,
  } as Transfer;
}

export function call(over: Partial<Call> = {}): Call {
  return {
    id: 'call1',
    transfer_id: 't1',
    called_at: '2026-11-29T02:12:00Z',
    to_name: 'Investigators',
    spoke_with: 'Binh',
    is_reached: true,
    note: '',
    by_name: 'An',
    ...over,
  } as Call;
}

export function reveal(over: Partial<Reveal> = {}): Reveal {
  return {
    id: 'v1',
    report_id: 'r1',
    report_number: 'HL-2026-00012',
    reason: 'the bank asks',
    asked_by: 'p1',
    asked_name: 'An',
    asked_at: '2026-11-29T02:20:00Z',
    needs_second: true,
    decided_name: '',
    decided_at: null,
    is_granted: null,
    decision_reason: '',
    expires_at: null,
    may: [],
    ...over,
  } as Reveal;
}

export function term(over: Partial<Term> = {}): Term {
  return {
    id: 'receiver-pass-on',
    text: 'Pass it on at once',
    article: 'Art. 145',
    ground: 'BLTTHS',
    due_at: '2026-11-29T03:00:00Z',
    note: null,
    is_done: false,
    ...over,
  } as Term;
}

export function kind(over: Partial<Kind> = {}): Kind {
  return {
    code: 'feedback',
    name: 'Feedback',
    text: 'a concern',
    handler: 'centre',
    handler_name: 'The centre',
    article: 'Rules of the centre',
    crime: false,
    spam: false,
    two_to_reveal: false,
    note: null,
    ...over,
  } as Kind;
}

export const kinds: Kind[] = [
  kind(),
  kind({
    code: 'crime_report_individual',
    name: 'Crime report',
    handler: 'investigation_agency',
    handler_name: 'Investigators',
    article: 'Art. 144',
    crime: true,
  }),
  kind({ code: 'spam', name: 'Spam', spam: true, handler: 'telecom', handler_name: 'Telecom' }),
];

export const choices = {
  host: 'centre',
  kinds,
  recipients: [{ code: 'investigation_agency', name: 'Investigators', held_by: 'the provincial police' }],
  scam_types: [
    {
      code: '14',
      name: 'Impersonating the police',
      name_en: 'Impersonating the police',
      group: 'brand',
      is_added: false,
      advice: [{ vi: 'Hang up', en: 'Hang up' }],
      contacts: ['bank', 'police'],
    },
  ],
  desks: [{ id: 'd1', name: 'Centre', kind: 'centre', agency_id: null, takes_public: true, active: true }],
  banks: [{ code: 'VCB', name: 'Vietcombank' }],
  communes: [{ id: 'g2', name: 'Ward A' }],
  templates: [{ id: 'm1', name: 'Thanks', kind: null, language: 'vi', text: 'Thank you.' }],
  contacts: [],
  may: ['handle', 'intake'],
} as unknown as Choices;

export const counts: Counts = {
  now: 1,
  today: 0,
  unassigned: 2,
  mine: 0,
  quarantined: 3,
  unread: 0,
  overdue: 1,
};

export function proposal(over: Partial<Proposal> = {}): Proposal {
  return {
    kind: 'phone',
    value: '0912000101',
    match_key: '+84912000101',
    raw: '0912 000 101',
    place: 'narrative',
    message: null,
    start: 9,
    end: 21,
    bank: null,
    service: null,
    own: false,
    role: 'offender',
    hub: null,
    known_reports: 0,
    warned: false,
    ...over,
  } as Proposal;
}

export function opened(over: Partial<Opened> = {}): Opened {
  return {
    form: {
      channel: 'web',
      language: 'vi',
      topic: '14',
      occurred_on: null,
      reached_by: [],
      named: [{ text: '1012000111', bank: 'VCB' }],
      money: 'sending',
      money_sent_at: null,
      amount: null,
      bank: '',
      bank_told: false,
      exposed: [],
      commune: null,
      is_minor: false,
      is_not_fluent: false,
      is_abroad: false,
      for_another: false,
      wants_secret: false,
      may_share: true,
    },
    narrative: 'They rang 0912 000 101 and I am at 0905000777',
    messages: [],
    attachments: [],
    proposals: [
      proposal({ start: 10, end: 22 }),
      proposal({ value: '0905000777', raw: '0905000777', start: 35, end: 45, own: true, role: 'victim' }),
    ],
    ...over,
  } as Opened;
}
