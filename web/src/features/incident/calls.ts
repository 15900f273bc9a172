import { uploadFile } from '~/api/upload';
import { saveFile } from '~/features/agency/accounts';
import type {
  Account,
  Case,
  Clock,
  Facts,
  FieldValue,
  FoundIndicator,
  Imported,
  IncidentDraft,
  Report,
  ReportDetail,
  ReportDraft,
  Task,
  WireDetail,
} from './api';
import { ask, askFile } from './ask';
import type { Clearable, Step } from './model';

type Seen = Pick<Case, 'id' | 'version'>;

export const sendReport = (body: ReportDraft) => ask<WireDetail>('POST', '/incidents/report', { body });

export const openCase = (body: IncidentDraft) => ask<WireDetail>('POST', '/incidents', { body });

/** Whose the cases of a file become, and what is taken where it says nothing. */
export interface ImportFields {
  agency_id: string | null;
  group_code: string | null;
  severity: string | null;
}

export function importCases(fields: ImportFields, file: File, dryRun: boolean) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) if (value) form.append(key, value);
  form.append('dry_run', String(dryRun));
  form.append('file', file, file.name);
  return ask<Imported>('POST', '/incidents/import', { form });
}

export interface CaseBody {
  title: string;
  description: string;
  system_id: string | null;
  group_code: string;
  scenario: string;
  account: Account;
}

export const saveCase = ({ id, version }: Seen, body: CaseBody) =>
  ask<WireDetail>('PUT', '/incidents/{id}', { path: { id }, version, body });

export interface ClassBody {
  severity: string;
  confirmed_serious: boolean | null;
  facts: Facts;
  personal_data: boolean;
  data_known_at: string | null;
  detected_at: string;
  occurred_at: string | null;
  state_secret: boolean;
  reason: string;
}

export const classify = ({ id, version }: Seen, body: ClassBody) =>
  ask<WireDetail>('POST', '/incidents/{id}/classify', { path: { id }, version, body });

export const takeStep = ({ id, version }: Seen, body: { step: Step; at?: string; reason?: string }) =>
  ask<WireDetail>('POST', '/incidents/{id}/step', { path: { id }, version, body });

export const clearStep = ({ id, version }: Seen, body: { step: Clearable; reason: string }) =>
  ask<WireDetail>('POST', '/incidents/{id}/step/clear', { path: { id }, version, body });

/** Something added to a case, which needs no version: `entries`, `members`, … */
export const post = (id: string, what: string, body: object) =>
  ask<unknown>('POST', `/incidents/{id}/${what}`, { path: { id }, body });

/** Something done with the case as it was seen: `lead`, `merge`, … */
export const act = (
  { id, version }: Seen,
  what: 'lead' | 'restrict' | 'hand-over' | 'merge' | 'playbook',
  body: object,
) => ask<unknown>('POST', `/incidents/{id}/${what}`, { path: { id }, version, body });

export const remove = (id: string, what: 'links' | 'members' | 'indicators', child: string) =>
  ask<unknown>('DELETE', `/incidents/{id}/${what}/{child}`, { path: { id, child } });

export interface TaskBody {
  state: string;
  result: string;
  assignee_id: string | null;
  due_at: string | null;
}

export const saveTask = (id: string, { id: child, version }: Pick<Task, 'id' | 'version'>, body: TaskBody) =>
  ask<unknown>('PUT', '/incidents/{id}/tasks/{child}', { path: { id, child }, version, body });

export interface MeetBody {
  at: string;
  proof: string;
  report_id: string | null;
}

export const meetClock = (
  id: string,
  { id: child, version }: Pick<Clock, 'id' | 'version'>,
  body: MeetBody,
) => ask<unknown>('POST', '/incidents/{id}/clocks/{child}/meet', { path: { id, child }, version, body });

export const clockStep = (id: string, child: string, what: 'acknowledge' | 'unmeet', body: object) =>
  ask<unknown>('POST', `/incidents/{id}/clocks/{child}/${what}`, { path: { id, child }, body });

export interface EvidenceFields {
  name: string;
  note: string;
  kind: string;
  dangerous: boolean;
  collected_at: string;
  collected_from: string;
  tool: string;
  operator: string;
  approver: string;
  witness: string;
  repeatable: boolean;
}

export function addEvidence(
  id: string,
  fields: EvidenceFields,
  file: File | undefined,
  minutes: File | undefined,
) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, String(value));
  if (file) form.append('file', file, file.name);
  if (minutes) form.append('minutes', minutes, minutes.name);
  return ask<unknown>('POST', '/incidents/{id}/evidence', { path: { id }, form });
}

export const evidenceStep = (id: string, child: string, what: 'verify' | 'custody', body: object = {}) =>
  ask<unknown>('POST', `/incidents/{id}/evidence/{child}/${what}`, { path: { id, child }, body });

export const evidenceLink = (id: string, child: string, part?: 'minutes') =>
  `/api/v1/incidents/${id}/evidence/${child}/content${part ? `?part=${part}` : ''}`;

/** Without a text all that the case says is looked through. */
export const extract = (id: string, text?: string) =>
  ask<FoundIndicator[]>('POST', '/incidents/{id}/indicators/extract', {
    path: { id },
    body: text ? { text } : {},
  });

export const draftReport = (id: string, form: string) =>
  ask<ReportDetail>('POST', '/incidents/{id}/reports', { path: { id }, body: { form } });

export const rereadReport = (id: string, report: string) =>
  ask<ReportDetail>('GET', '/incidents/{id}/reports/{report}', { path: { id, report } });

type SeenReport = Pick<Report, 'id' | 'version'>;

export const saveReport = (
  id: string,
  { id: child, version }: SeenReport,
  body: { content: Record<string, FieldValue>; recipients: string },
) =>
  ask<ReportDetail>('PUT', '/incidents/{id}/reports/{child}', {
    path: { id, child },
    version,
    body: { ...body, content: said(body.content) },
  });

/** Fields that nobody has filled in are not sent; one that was emptied is, as an empty text. */
const said = (content: Record<string, FieldValue>) =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null && value !== undefined));

export const reportStep = (
  id: string,
  { id: child, version }: SeenReport,
  what: 'refill' | 'issue' | 'withdraw',
  body: object = {},
) => ask<unknown>('POST', `/incidents/{id}/reports/{child}/${what}`, { path: { id, child }, version, body });

export const signedLink = (id: string, child: string) => `/api/v1/incidents/${id}/reports/${child}/signed`;

export function sendSigned(
  id: string,
  { id: child, version }: SeenReport,
  file: File,
  tools: { onProgress: (share: number) => void; signal: AbortSignal },
) {
  return uploadFile<unknown>(`/api/v1/incidents/${id}/reports/${child}/signed`, file, {
    ...tools,
    field: 'file',
    headers: { 'if-match': `"${version}"` },
  });
}

async function saved(file: Promise<{ content: Blob; name: string }>): Promise<void> {
  const { content, name } = await file;
  saveFile(content, name);
}

export const printReport = (id: string, child: string, format: string) =>
  saved(askFile('/incidents/{id}/reports/{child}/print', { path: { id, child }, query: { format } }));

export const exportCase = (id: string, format: string) =>
  saved(askFile('/incidents/{id}/export', { path: { id }, query: { format } }));

export const exportList = (query: object, format: string) =>
  saved(askFile('/incidents/export', { query: { ...query, format } }));

export const printStatistics = (query: object, format: string) =>
  saved(askFile('/incidents/statistics/print', { query: { ...query, format } }));

export const answerAssistance = (child: string, body: { state: string; answer: string }) =>
  ask<unknown>('POST', '/incidents/assistance/{child}/answer', { path: { child }, body });

export const acknowledgeCall = (child: string, answer: string) =>
  ask<unknown>('POST', '/incidents/calls/{child}/acknowledge', { path: { child }, body: { answer } });
