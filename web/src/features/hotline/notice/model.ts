/** A notice as a person writes it, and what it still lacks before citizens can read it. */
import { endOf, lastDay } from '~/features/indicator/model';
import { linesOf } from '../desk/model';
import type { Notice } from './api';

export const NOTICE_KINDS = ['warning', 'correction', 'question'] as const;
export const NOTICE_STATES = ['draft', 'published', 'review', 'withdrawn'] as const;
export const AUDIENCES = ['everybody', 'elderly', 'young', 'parents', 'small_firms'] as const;

/** Characters, as the server allows. */
export const MAX_TITLE = 200;
export const MAX_SUMMARY = 500;
export const MAX_BODY = 20_000;
/** Of a list. */
export const MOST_LINES = 30;

export interface Named {
  kind: string;
  value: string;
}

/** As it stands in the form: lists are lines of a text, the end is a day. */
export interface Fields {
  kind: string;
  title: string;
  summary: string;
  body: string;
  title_en: string;
  summary_en: string;
  body_en: string;
  signs: string;
  advice: string;
  indicators: Named[];
  source_name: string;
  source_url: string;
  scam_type: string | null;
  audience: string;
  /** A day. */
  expires_at: string | null;
}

export interface NoticeBody {
  kind: string;
  title: string;
  summary: string;
  body: string;
  title_en: string;
  summary_en: string;
  body_en: string;
  signs: string[];
  advice: string[];
  indicators: Named[];
  source_name: string;
  source_url: string;
  scam_type: string | null;
  audience: string;
  expires_at: string | null;
}

export function freshFields(kind: string): Fields {
  return {
    kind: (NOTICE_KINDS as readonly string[]).includes(kind) ? kind : 'warning',
    title: '',
    summary: '',
    body: '',
    title_en: '',
    summary_en: '',
    body_en: '',
    signs: '',
    advice: '',
    indicators: [],
    source_name: '',
    source_url: '',
    scam_type: null,
    audience: 'everybody',
    expires_at: null,
  };
}

export function fieldsOf(notice: Notice): Fields {
  return {
    kind: notice.kind,
    title: notice.title,
    summary: notice.summary,
    body: notice.body,
    title_en: notice.title_en,
    summary_en: notice.summary_en,
    body_en: notice.body_en,
    signs: notice.signs.join('\n'),
    advice: notice.advice.join('\n'),
    indicators: notice.indicators.map(({ kind, value }) => ({ kind, value })),
    source_name: notice.source_name,
    source_url: notice.source_url,
    scam_type: notice.scam_type,
    audience: notice.audience || 'everybody',
    expires_at: notice.expires_at ? lastDay(notice.expires_at) : null,
  };
}

export function bodyOf(fields: Fields): NoticeBody {
  const { expires_at, signs, advice, indicators, ...rest } = fields;
  const warning = rest.kind === 'warning';
  return {
    kind: rest.kind,
    title: rest.title.trim(),
    summary: rest.summary.trim(),
    body: rest.body.trim(),
    title_en: rest.title_en.trim(),
    summary_en: rest.summary_en.trim(),
    body_en: rest.body_en.trim(),
    signs: linesOf(signs),
    advice: linesOf(advice),
    indicators: indicatorsOf(indicators),
    source_name: rest.source_name.trim(),
    source_url: rest.source_url.trim(),
    // The kind of scam is said of warnings; a correction is about words, not about a scam.
    scam_type: warning ? (rest.scam_type ?? null) : null,
    audience: rest.audience,
    expires_at: expires_at ? endOf(expires_at) : null,
  };
}

/** Rows in which something stands; a row that was just added is undefined for a moment. */
export function indicatorsOf(rows: readonly (Partial<Named> | undefined)[] | undefined): Named[] {
  return (rows ?? []).flatMap((row) => {
    const value = row?.value?.trim();
    return value ? [{ kind: row?.kind ?? 'phone', value }] : [];
  });
}

export type Lack = 'title' | 'summary' | 'body' | 'advice' | 'source';

/** What has to stand there before it is published. */
export function lacks(fields: Fields): Lack[] {
  const body = bodyOf(fields);
  const lacking: Lack[] = [];
  if (!body.title) lacking.push('title');
  if (!body.summary) lacking.push('summary');
  if (!body.body) lacking.push('body');
  if (body.kind === 'warning' && body.advice.length === 0) lacking.push('advice');
  if (body.kind === 'correction' && !body.source_name) lacking.push('source');
  return lacking;
}

/** It was public once: its kind and its address stay. */
export const wasPublic = (state: string) => state === 'published' || state === 'review';

/** What the button that saves says, and what is said when it is done. */
export function savedWords(state: string): { save: string; done: string } {
  if (state === 'published') return { save: 'notice.save_public', done: 'notice.updated' };
  if (state === 'review') return { save: 'notice.save_review', done: 'notice.review_saved' };
  return { save: 'notice.save_draft', done: 'notice.draft_saved' };
}

/** Paragraphs of a text: an empty line stands between two. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** What a citizen reads in a language; what was not written in it stands in Vietnamese. */
export function wordsIn(fields: Fields, english: boolean): { title: string; summary: string; body: string } {
  const pick = (en: string, vi: string) => (english && en.trim() ? en : vi);
  return {
    title: pick(fields.title_en, fields.title),
    summary: pick(fields.summary_en, fields.summary),
    body: pick(fields.body_en, fields.body),
  };
}
