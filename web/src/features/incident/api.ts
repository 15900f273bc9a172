import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import type { TableQuery } from '~/ui/DataTable';
import { localDay } from '~/ui/format';
import { ask } from './ask';
import type { Period } from './statistics';

/** An incident as lists show it. */
export type Incident = Required<Schema<'IncidentInfo'>>;

/** What a reader may do with a case. */
export type May = 'add' | 'work' | 'handle' | 'issue' | 'close' | 'restrict' | 'call_out';

/** The incident with all that is said of it. */
export type Case = Incident & Said;

/** What classes and clocks hang on; null: not looked into. */
export type Facts = Required<Schema<'IncidentFacts'>>;

/** What reports say of a case. */
export type Account = Schema<'IncidentAccount'>;

export type LawClass = Required<Schema<'IncidentClassInfo'>>;

/** A role or body of the law, who holds it here, and how they are reached. */
export type Party = Required<Schema<'BodyInfo'>>;

export type ClockChange = Required<Schema<'ClockChangeInfo'>>;

export type Clock = Omit<
  Required<Schema<'IncidentClockInfo'>>,
  'state' | 'owed_by' | 'owed_to' | 'changes'
> & {
  state: ClockState;
  owed_by: Party[];
  owed_to: Party;
  changes: ClockChange[];
};
export type ClockState = 'running' | 'due_soon' | 'overdue' | 'met' | 'met_late' | 'void' | 'open';

export type Entry = Required<Schema<'IncidentEntryInfo'>>;

export type Task = Required<Schema<'IncidentTaskInfo'>>;

export type CustodyStep = Required<Schema<'CustodyInfo'>>;

export type Evidence = Required<Schema<'IncidentEvidenceInfo'>>;

export type Indicator = Required<Schema<'IncidentIndicatorInfo'>>;

/** An indicator that a text holds. */
export type FoundIndicator = Required<Schema<'FoundIndicator'>>;

export type CaseLink = Required<Schema<'IncidentLinkInfo'>>;

export type Member = Required<Schema<'IncidentMemberInfo'>>;

export type Report = Required<Schema<'IncidentReportInfo'>>;

export type FieldValue = Schema<'IncidentFieldValue'> | null;

export type ReportField = Required<Schema<'IncidentReportField'>>;

export type ReportDetail = Omit<Required<Schema<'IncidentReportDetail'>>, 'report' | 'fields'> & {
  report: Report;
  fields: ReportField[];
};

export type Call = Required<Schema<'CallInfo'>>;

export type Assistance = Required<Schema<'AssistanceInfo'>>;

export type LawStep = Required<Schema<'LawStepInfo'>>;

/** What stands beside the incident in the answer of the server and is said of it. */
type Said = Pick<
  WireDetail,
  | 'agency_side'
  | 'confirmed_serious'
  | 'contained_at'
  | 'created_by'
  | 'data_known_at'
  | 'description'
  | 'eradicated_at'
  | 'listed'
  | 'may'
  | 'merged_into'
  | 'occurred_at'
  | 'origin_ref'
  | 'playbook'
  | 'recovered_at'
  | 'reporter'
  | 'scenario'
>;

type Parts = {
  incident: Incident;
  facts: Facts;
  account: Account;
  classes: LawClass[];
  clocks: Clock[];
  entries: Entry[];
  tasks: Task[];
  links: CaseLink[];
  steps: LawStep[];
  /** What the reader may do. */
  may: May[];
};
export type WireDetail = Omit<Required<Schema<'IncidentDetail'>>, keyof Parts> & Parts;

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

export type Detail = Omit<WireDetail, keyof Said | 'incident'> & { incident: Case };

/** A group, scenario or degree of the law's lists. */
export type Named = Required<Schema<'IncidentChoice'>>;

export type Playbook = Required<Schema<'PlaybookInfo'>>;

/** A test of the law for serious incidents. */
export type LawTest = Required<Schema<'ConsequenceTestInfo'>>;

/** A form of the law; those offered for a case say which of its duties ask for it. */
export type LawForm = Required<Schema<'IncidentFormChoice'>> & { duty_ids?: string[] };

export type Choices = Required<Schema<'IncidentChoices'>>;

export type Tally = Required<Schema<'IncidentTally'>>;

export type Counted = Required<Schema<'IncidentCount'>>;

export type DutyInTime = Required<Schema<'IncidentDutyInTime'>>;

export type Statistics = Required<Schema<'IncidentStatistics'>>;

/** Days that a periodic report covers by the law. */
export type Statutory = Schema<'IncidentPeriod'>;

/** Somebody who may take part in a case. */
export type Person = Required<Schema<'IncidentPersonInfo'>>;

export type ReportDraft = Required<Schema<'IncidentReportBody'>>;

export type IncidentDraft = Required<Schema<'IncidentBody'>>;

/** What becomes of a file of incidents, or would. */
export type Imported = Schema<'IncidentImport'>;
export type ImportedCase = Schema<'IncidentImportItem'>;
export type ImportFault = Schema<'IncidentImportFault'>;

/** Clocks move while one looks. */
export const REFRESH_MS = 15_000;

const choicesOn = (on: string | undefined) =>
  queryOptions({
    queryKey: ['incident', 'choices', on ?? 'today'],
    staleTime: 30 * 60_000,
    queryFn: ({ signal }) =>
      ask<Choices>('GET', '/incidents/choices', { signal, ...(on ? { query: { on } } : {}) }),
  });

/** What a case may be by the law of today. */
export const choicesQuery = choicesOn(undefined);

/** The same by the law of the day of a moment that is past; today's where there is none. */
export function choicesAt(at: string | null | undefined, now = new Date()) {
  const moment = new Date(at ?? '');
  if (Number.isNaN(moment.getTime())) return choicesQuery;
  const day = localDay(moment);
  return day < localDay(now) ? choicesOn(day) : choicesQuery;
}

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

export const statisticsQuery = (period: Period) =>
  queryOptions({
    queryKey: ['incident', 'statistics', period],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask<Statistics>('GET', '/incidents/statistics', { query: statisticsAsk(period), signal }),
  });

/** Days as lived in Viet Nam; the last one is part of the period. */
export function statisticsAsk({ from, to, agency }: Period) {
  return { ...(from && to ? { from, to } : {}), ...(agency ? { agency_id: agency } : {}) };
}

/** Which article says that a period of a year has these days. */
export const citationsQuery = (year: number) =>
  queryOptions({
    queryKey: ['incident', 'period_citations', year],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      ask<Schema<'PeriodPreset'>[]>('GET', '/reports/periods', { query: { year }, signal }),
  });

export type Page = Omit<Required<Schema<'IncidentPage'>>, 'items'> & { items: Incident[] };

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
