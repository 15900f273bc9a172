import { ApiProblem, isProblem } from '~/api/client';
import { saveFile } from '~/features/agency/accounts';
import { ask, askFile } from '~/features/incident/ask';
import type {
  Attachment,
  Filed,
  Identity,
  Mention,
  NewReport,
  Opened,
  ReportDetail,
  ReportLine,
  Reveal,
  Transfer,
} from './api';

type Seen = Pick<ReportLine, 'id' | 'version'>;

/** With the files that somebody brought. */
export async function fileReport(body: NewReport, files: readonly File[] = []): Promise<Filed> {
  if (files.length === 0) return ask<Filed>('POST', '/hotline/reports', { body });
  const form = new FormData();
  form.append('report', JSON.stringify(body));
  return named(files, form, (form) => ask<Filed>('POST', '/hotline/reports', { form }));
}

/** All of them, or none. */
export const addFiles = ({ id, version }: Seen, files: readonly File[]) =>
  named(files, new FormData(), (form) =>
    ask<ReportDetail>('POST', '/hotline/reports/{id}/attachments', { path: { id }, version, form }),
  );

/** Of files that are not taken the server says which they are; here they get their names. */
async function named<T>(
  files: readonly File[],
  form: FormData,
  send: (form: FormData) => Promise<T>,
): Promise<T> {
  for (const file of files) form.append('files', file, file.name);
  try {
    return await send(form);
  } catch (error) {
    if (!isProblem(error) || error.code !== 'hotline.file') throw error;
    const { status, code, params, requestId } = error;
    const refused = [...refusedFiles(error, files).keys()];
    const name = refused.map((file) => `“${file.name}”`).join(', ');
    // One sentence cannot give the reasons of several; they stand at the files.
    const reason = refused.length > 1 ? 'several' : params.reason;
    throw new ApiProblem({ status, code, params: { ...params, name, reason }, requestId });
  }
}

/** Why each of the files that were sent is not taken: a word of `file_refused`. */
export function refusedFiles(error: unknown, files: readonly File[]): Map<File, string> {
  const found = new Map<File, string>();
  if (!isProblem(error) || error.code !== 'hotline.file') return found;
  const { all, number, reason } = error.params;
  for (const one of String(all ?? `${number}:${reason}`).split(',')) {
    const [at, why = ''] = one.split(':');
    const file = files[Number(at) - 1];
    if (file) found.set(file, why);
  }
  return found;
}

/** Something done with the report as it was seen. */
export const act = (
  { id, version }: Seen,
  what:
    | 'take'
    | 'release'
    | 'hand-over'
    | 'messages'
    | 'classify'
    | 'close'
    | 'reopen'
    | 'duplicate'
    | 'quarantine'
    | 'transfers'
    | 'calls',
  body: object = {},
) => ask<ReportDetail>('POST', `/hotline/reports/{id}/${what}`, { path: { id }, version, body });

export const put = ({ id, version }: Seen, what: 'redaction' | 'urgency', body: object) =>
  ask<ReportDetail>('PUT', `/hotline/reports/{id}/${what}`, { path: { id }, version, body });

export type MentionBody = Pick<Mention, 'kind' | 'value' | 'bank' | 'service' | 'role'>;

/** Puts them in the place of what was confirmed before. */
export const saveMentions = ({ id, version }: Seen, mentions: readonly MentionBody[]) =>
  ask<ReportDetail>('PUT', '/hotline/reports/{id}/mentions', { path: { id }, version, body: { mentions } });

export const liftQuarantine = (ids: readonly string[]) =>
  ask<{ lifted: number }>('POST', '/hotline/reports/quarantine/lift', { body: { ids } });

const said = (reason: string | undefined) => (reason?.trim() ? { reason: reason.trim() } : {});

/** Leaves an entry of who looked, and why. */
export const openReport = (id: string, reason?: string) =>
  ask<Opened>('POST', '/hotline/reports/{id}/open', { path: { id }, body: said(reason) });

/** The shown copy, or what was sent as it came; the name is one of the server, not the citizen's. */
export const openAttachment = (
  id: string,
  { id: attachment }: Pick<Attachment, 'id'>,
  original: boolean,
  reason?: string,
) =>
  askFile(
    '/hotline/reports/{id}/attachments/{attachment}/open',
    { path: { id, attachment }, body: { original, ...said(reason) } },
    'POST',
  );

export type TransferStep = 'send' | 'acknowledge' | 'return' | 'cancel';

export const transferStep = (
  { id, version }: Pick<Transfer, 'id' | 'version'>,
  step: TransferStep,
  body: object,
) =>
  ask<ReportDetail>('POST', `/hotline/transfers/{id}/${step}`, { path: { id }, body: { ...body, version } });

export const askReveal = (id: string, reason: string) =>
  ask<Reveal>('POST', '/hotline/reports/{id}/reveals', { path: { id }, body: { reason } });

export const decideReveal = (id: string, body: { grant: boolean; reason: string }) =>
  ask<Reveal>('POST', '/hotline/reveals/{id}/decide', { path: { id }, body });

export const openReveal = (id: string) =>
  ask<Identity>('POST', '/hotline/reveals/{id}/open', { path: { id } });

export const FORMS = ['receipt', 'transfer', 'phone_log', 'follow_up'] as const;
export type FormName = (typeof FORMS)[number];

async function saved(file: Promise<{ content: Blob; name: string }>, name: string): Promise<void> {
  const { content, name: given } = await file;
  saveFile(content, given || name);
}

/** Opens what the paper says of the citizen, and leaves an entry: never asked for but by a press. */
export const saveForm = ({ id, number }: Pick<ReportLine, 'id' | 'number'>, form: FormName, format: string) =>
  saved(
    askFile('/hotline/reports/{id}/forms/{form}', { path: { id, form }, query: { format } }, 'POST'),
    `${number}-${form}.${format}`,
  );

export const saveOpenings = (query: object, summary: boolean) =>
  saved(
    askFile(summary ? '/hotline/openings/summary' : '/hotline/openings', {
      query: { ...query, format: 'csv' },
    }),
    summary ? 'openings-by-person.csv' : 'openings.csv',
  );
