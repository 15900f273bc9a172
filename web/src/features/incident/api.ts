import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { TableQuery } from '~/ui/DataTable';
import { ask } from './ask';

/** An incident as lists show it. */
export interface Incident {
  id: string;
  code: string;
  title: string;
  agency_id: string;
  agency_name: string;
  system_id: string | null;
  system_name: string;
  system_level: number;
  group_code: string;
  severity: string;
  state: string;
  serious: boolean;
  personal_data: boolean;
  restricted: boolean;
  state_secret: boolean;
  origin: string;
  detected_at: string;
  reported_at: string;
  acknowledged_at: string | null;
  ended_at: string | null;
  closed_at: string | null;
  lead_id: string | null;
  lead_name: string;
  next_due: string | null;
  overdue: boolean;
  drill_id: string | null;
  version: number;
}

/** What a reader may do with a case. */
export type May = 'work' | 'handle' | 'issue' | 'close' | 'restrict' | 'call_out';

export interface Case extends Incident {
  description: string;
  scenario: string;
  occurred_at: string | null;
  data_known_at: string | null;
  contained_at: string | null;
  eradicated_at: string | null;
  recovered_at: string | null;
  confirmed_serious: boolean | null;
  listed: boolean;
  reporter: string;
  playbook: string;
  merged_into: string | null;
  origin_ref: string;
  created_by: string;
  /** The reader acts for the agency, not for the centre. */
  agency_side: boolean;
  may: May[];
}

/** What classes and clocks hang on; null: not looked into. */
export interface Facts {
  consequences: string[] | null;
  owner_controls: boolean | null;
  security_sign: boolean;
  dangerous_situation: boolean;
  processor_found: boolean;
  special_data: boolean;
  basic_count: number | null;
  sensitive_count: number | null;
  spread: string[];
}

/** What reports say of a case. */
export type Account = Record<string, string | boolean>;

export interface LawClass {
  name: string | null;
  serious: boolean | null;
  missing: string[];
  confirmed_by: string;
  article: string;
  source: string;
  certainty: string;
}

/** A role or body of the law, who holds it here, and how they are reached. */
export interface Party {
  code: string;
  name: string;
  holder: string | null;
  phone: string | null;
  email: string | null;
}

export interface ClockChange {
  what: string;
  old_due: string | null;
  new_due: string | null;
  reason: string;
  by_name: string;
  at: string;
}

export interface Clock {
  id: string;
  duty: string;
  text: string;
  owed_by: Party[];
  owed_to: Party;
  article: string;
  source: string;
  certainty: string;
  counted_from: string;
  /** `immediately`, `promptly`, `hours`, `days`. */
  term: string;
  number: number | null;
  starts_at: string;
  due_at: string | null;
  state: 'running' | 'due_soon' | 'overdue' | 'met' | 'met_late' | 'void' | 'open';
  met_at: string | null;
  met_by: string;
  proof: string;
  report_id: string | null;
  form: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string;
  void_at: string | null;
  changes: ClockChange[];
  note: string | null;
  version: number;
}

export interface Entry {
  id: string;
  at: string;
  written_at: string;
  kind: string;
  side: string;
  internal: boolean;
  text: string;
  detail: Record<string, unknown> | null;
  author_name: string;
}

export interface Task {
  id: string;
  place: number;
  phase: string;
  title: string;
  text: string;
  side: string;
  assignee_id: string | null;
  assignee_name: string;
  due_at: string | null;
  state: string;
  result: string;
  done_at: string | null;
  done_by: string;
  playbook: string;
  plan_duty: string | null;
  version: number;
}

export interface CustodyStep {
  what: string;
  at: string;
  from_name: string;
  to_name: string;
  purpose: string;
  sha256: string;
  by_name: string;
}

export interface Evidence {
  id: string;
  name: string;
  note: string;
  kind: string;
  file_id: string | null;
  sha256: string;
  size: number;
  dangerous: boolean;
  scanned: string;
  collected_at: string;
  collected_from: string;
  tool: string;
  operator: string;
  approver: string;
  witness: string;
  repeatable: boolean;
  minutes_file: string | null;
  added_by: string;
  added_at: string;
  custody: CustodyStep[];
  /** null: not looked at. */
  altered: boolean | null;
  /** What the law asks to be written down and is not. */
  missing: string[];
}

export interface Indicator {
  id: string;
  kind: string;
  value: string;
  note: string;
  source: string;
  added_by: string;
  added_at: string;
}

/** An indicator that a text holds. */
export interface FoundIndicator {
  kind: string;
  value: string;
  /** An address of a private network. */
  private: boolean;
}

export interface CaseLink {
  id: string;
  kind: string;
  target: string;
  label: string;
  added_by: string;
  added_at: string;
}

export interface Member {
  person_id: string;
  name: string;
  added_by: string;
  added_at: string;
}

export interface Report {
  id: string;
  form: string;
  form_name: string;
  place: number;
  state: string;
  recipients: string;
  number: string;
  issued_on: string | null;
  issued_by: string;
  file_id: string | null;
  signed_file: string | null;
  created_by: string;
  created_at: string;
  version: number;
}

export type FieldValue = string | string[][] | null;

export interface ReportField {
  key: string;
  label: string;
  kind: string;
  options: string[];
  value: FieldValue;
  part: string | null;
  certainty: string;
  /** Not issued without it. */
  required: boolean;
  /** Written by a person: stays when the draft is filled anew. */
  edited: boolean;
}

export interface ReportDetail {
  report: Report;
  fields: ReportField[];
  /** Labels of the fields that are empty. */
  missing: string[];
  issuer_name: string;
  /** Why it was withdrawn. */
  reason: string;
  article: string;
  official: boolean;
  note: string | null;
}

export interface Call {
  id: string;
  incident_id: string;
  incident_code: string;
  incident_title: string;
  drill_id: string | null;
  contact_id: string;
  contact_name: string;
  channel: string;
  text: string;
  asked_by: string;
  asked_at: string;
  sent_at: string | null;
  error: string;
  /** From when on it counts as not answered. */
  late_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string;
  answer: string;
  escalated_at: string | null;
}

export interface Assistance {
  id: string;
  incident_id: string;
  incident_code: string;
  incident_title: string;
  agency_id: string;
  agency_name: string;
  wanted: string;
  state: string;
  answer: string;
  asked_by: string;
  asked_at: string;
  answered_by: string;
  answered_at: string | null;
  done_at: string | null;
  /** The reader may answer for the agency. */
  may_answer: boolean;
  version: number;
}

export interface LawStep {
  process: string;
  number: string;
  name: string;
  lead: string | null;
  text: string | null;
  article: string;
}

/** What stands beside the incident in the answer of the server and is said of it. */
type Said = Omit<Case, keyof Incident>;

export interface WireDetail extends Omit<Detail, 'incident'>, Said {
  incident: Incident;
}

/** The incident with all that is said of it, and what belongs to it. */
export function detailOf(wire: WireDetail): Detail {
  const { facts, account, classes, clocks, entries, tasks, indicators, links, members, steps, ...rest } =
    wire;
  const { incident, missing_for_close, ...said } = rest;
  return {
    incident: { ...incident, ...said },
    ...{ facts, account, classes, clocks, entries, tasks, indicators, links, members, steps },
    missing_for_close,
  };
}

export interface Detail {
  incident: Case;
  facts: Facts;
  account: Account;
  classes: LawClass[];
  clocks: Clock[];
  entries: Entry[];
  tasks: Task[];
  indicators: Indicator[];
  links: CaseLink[];
  members: Member[];
  /** Codes of what the law wants before the case is closed. */
  missing_for_close: string[];
  steps: LawStep[];
}

/** A group, scenario or degree of the law's lists. */
export interface Named {
  code: string;
  name: string;
  article: string;
  certainty: string;
  legal_list: boolean;
}

export interface Playbook {
  id: string;
  title: string;
  title_en: string;
  groups: string[];
  when_to_use: string;
  /** What whoever is on the spot does at once, and what never. */
  first_minutes: { do: string[]; do_not: string[] };
}

/** A test of the law for serious incidents. */
export interface LawTest {
  name: string;
  article: string;
  confirmed_by: string;
  consequences: { code: string; label: string }[];
}

export interface LawForm {
  id: string;
  number: string | null;
  name: string;
  official: boolean;
  article: string;
  certainty: string;
  /** Duties of the case that it meets. */
  duty_ids?: string[];
}

export interface Choices {
  groups: Named[];
  scenarios: Named[];
  severities: Named[];
  /** The least degree that counts as serious here. */
  serious_from: string;
  tests: LawTest[];
  playbooks: Playbook[];
  forms: LawForm[];
}

export interface Tally {
  open: number;
  overdue: number;
  due_soon: number;
  serious: number;
  unacknowledged: number;
  by_severity: { code: string; number: number }[];
  by_agency: { agency_id: string; agency_name: string; open: number; overdue: number }[];
}

export interface Counted {
  name: string;
  number: number;
}

export interface DutyInTime {
  duty: string;
  text: string;
  article: string;
  met: number;
  late: number;
  open: number;
  overdue: number;
}

export interface Statistics {
  total: number;
  by_type: Counted[];
  by_level: Counted[];
  handled: number;
  coordinated: number;
  staff: number;
  drills: number;
  in_time: { met: number; late: number; open: number; overdue: number };
  duties: DutyInTime[];
  times: {
    name: string;
    median_minutes: number;
    p90_minutes: number;
    number: number;
  }[];
}

/** Somebody who may take part in a case. */
export interface Person {
  id: string;
  full_name: string;
  title: string;
  /** May lead the case. */
  handles: boolean;
}

export interface ReportDraft {
  agency_id: string;
  system_id: string | null;
  what: string;
  description: string;
  detected_at: string;
  still_going: boolean;
  contact_phone: string;
  personal_data: boolean | null;
  state_secret: boolean;
}

export interface IncidentDraft {
  title: string;
  description: string;
  agency_id: string;
  system_id: string | null;
  group_code: string;
  scenario: string;
  severity: string;
  origin: string;
  origin_ref: string;
  reporter: string;
  detected_at: string;
  occurred_at: string | null;
  personal_data: boolean;
  data_known_at: string | null;
  state_secret: boolean;
  facts: Facts;
  playbook: string;
}

/** Clocks move while one looks. */
export const REFRESH_MS = 15_000;

export const choicesQuery = queryOptions({
  queryKey: ['incident', 'choices'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }) => ask<Choices>('GET', '/incidents/choices', { signal }),
});

export const tallyQuery = queryOptions({
  queryKey: ['incident', 'tally'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => ask<Tally>('GET', '/incidents/tally', { signal }),
});

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'one', id],
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => readCase(id, signal),
  });

export async function readCase(id: string, signal?: AbortSignal): Promise<Detail> {
  return detailOf(
    await ask<WireDetail>('GET', '/incidents/{id}', { path: { id }, ...(signal ? { signal } : {}) }),
  );
}

const part = <T>(name: string, id: string) =>
  queryOptions({
    queryKey: ['incident', name, id],
    queryFn: ({ signal }) => ask<T[]>('GET', `/incidents/{id}/${name}`, { path: { id }, signal }),
    refetchInterval: REFRESH_MS,
  });

export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'evidence', id],
    queryFn: async ({ signal }) =>
      (await ask<{ items: Evidence[] }>('GET', '/incidents/{id}/evidence', { path: { id }, signal })).items,
    refetchInterval: REFRESH_MS,
  });
export const reportsQuery = (id: string) => part<Report>('reports', id);
export const callsQuery = (id: string) => part<Call>('calls', id);
export const assistanceQuery = (id: string) => part<Assistance>('assistance', id);

export const formsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'forms', id],
    staleTime: 60_000,
    queryFn: ({ signal }) => ask<LawForm[]>('GET', '/incidents/{id}/forms', { path: { id }, signal }),
  });

/** Read once: a form does not change under the person who fills it in. */
export const reportQuery = (id: string, report: string) =>
  queryOptions({
    queryKey: ['incident', 'report', id, report],
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      ask<ReportDetail>('GET', '/incidents/{id}/reports/{report}', { path: { id, report }, signal }),
  });

export const peopleQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'people', id],
    staleTime: 60_000,
    queryFn: ({ signal }) => ask<Person[]>('GET', '/incidents/{id}/lead', { path: { id }, signal }),
  });

export const statisticsQuery = (period: { from: string; to: string; agency?: string | undefined }) =>
  queryOptions({
    queryKey: ['incident', 'statistics', period],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      ask<Statistics>('GET', '/incidents/statistics', { query: statisticsAsk(period), signal }),
  });

/** Days as lived in Viet Nam; the last one is part of the period. */
export function statisticsAsk({
  from,
  to,
  agency,
}: {
  from: string;
  to: string;
  agency?: string | undefined;
}) {
  return { from, to, ...(agency ? { agency_id: agency } : {}) };
}

export interface Page {
  items: Incident[];
  next_cursor: string | null;
  total: number;
}

/** Those whose terms end next. */
export const nextQuery = queryOptions({
  queryKey: ['incident', 'next'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) =>
    ask<Page>('GET', '/incidents', { query: { open: true, sort: 'due', limit: 5 }, signal }),
});

export const ofSystemQuery = (system: string) =>
  queryOptions({
    queryKey: ['incident', 'of_system', system],
    queryFn: ({ signal }) =>
      ask<Page>('GET', '/incidents', { query: { system, sort: 'newest', limit: 20 }, signal }),
  });

/** What the list asks of the server for what stands in the URL; without a word about states, what is open. */
export function askOf({ search, sort, filters }: TableQuery): Record<string, string | boolean> {
  const of: Record<string, string | boolean> = {};
  const one = (key: string) => filters[key]?.[0];
  for (const key of ['state', 'severity', 'group'])
    if (filters[key]?.length) of[key] = filters[key].join(',');
  // Who types a code looks for it wherever it is.
  if (one('all') !== 'true' && !of.state && !search) of.open = true;
  if (one('agency')) of.agency = one('agency') ?? '';
  if (one('system')) of.system = one('system') ?? '';
  if (one('serious') === 'true') of.serious = true;
  if (one('overdue') === 'true') of.overdue = true;
  if (one('mine') === 'true') of.lead = 'me';
  if (search) of.search = search;
  of.sort = sort === 'newest' || sort === 'severity' ? sort : 'due';
  if (one('at_from')) of.from = `${one('at_from')}T00:00:00+07:00`;
  if (one('at_to')) of.to = `${one('at_to')}T23:59:59+07:00`;
  return of;
}

/** Areas whose records hang together: a call changes the case, a case the drill. */
const TOGETHER: readonly unknown[] = ['incident', 'network', 'drill'];

/** Everything read of incidents is asked for again, but not a report that somebody may be writing. */
export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey }) =>
      TOGETHER.includes(queryKey[0]) && queryKey[1] !== 'choices' && queryKey[1] !== 'report',
  });
}
