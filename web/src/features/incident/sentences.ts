import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '~/ui/format';
import { type Clock, choicesQuery, type Detail, type Entry, reportsQuery } from './api';
import { mendedOf, recipientOf } from './model';
import { useNames } from './words';

export interface Sentence {
  text: string;
  /** Why, with what result: in the words of whoever did it. */
  words: string;
}

/** Names of codes that stand in the parameters of a line. */
export interface Known {
  clocks: readonly Pick<Clock, 'duty' | 'text' | 'owed_to'>[];
  forms: readonly { id: string; name: string }[];
  /** Of the case: what it was told by keeps its name also where the law has another form today. */
  reports: readonly { id: string; form: string; form_name: string }[];
  severity: (code: string) => string;
  /** Ids of the lines that corrected the moment of a step. */
  mended: ReadonlySet<string>;
}

/** Parameters whose value says what was done. */
const BY_VALUE = ['what', 'step', 'state'] as const;
/** Parameters that hold words of a person. */
const WORDS = ['reason', 'result', 'wanted', 'answer', 'text', 'proof'] as const;

type Params = Record<string, unknown>;

/** The key of the sentence of a line that the product wrote, under `entry.<kind>`. */
export function keyOf(kind: string, detail: Params, exists: (key: string) => boolean): string {
  const under = (name: string) => `entry.${kind}.${name}`;
  for (const name of BY_VALUE) {
    const value = detail[name];
    if (typeof value === 'string' && exists(under(value))) return under(value);
  }
  for (const [name, value] of Object.entries(detail)) {
    if (typeof value === 'boolean' && exists(under(`${name}_${value}`))) return under(`${name}_${value}`);
    if (exists(under(name))) return under(name);
  }
  return under('any');
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Parameters as they are said. */
function said(detail: Params, known: Known, t: TFunction<'incident'>): Record<string, string> {
  const one = (name: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    const text = String(value);
    if (name === 'severity') return known.severity(text);
    if (name === 'channels') return t(`channel.${text}`, { defaultValue: text });
    if (name === 'cleared') return t(`step.name.${text}`, { defaultValue: text });
    if (name === 'linked') return t(`link.one.${text}`, { defaultValue: text });
    if (name === 'origin') return t(`origin.${text}`, { defaultValue: text });
    if (['met', 'unmet', 'acknowledged'].includes(name))
      return known.clocks.find((c) => c.duty === text)?.text ?? t('entry.duty');
    if (['drafted', 'issued', 'withdrawn', 'signed'].includes(name))
      return (
        known.reports.find((r) => r.id === detail.report || r.form === text)?.form_name ??
        known.forms.find((f) => f.id === text)?.name ??
        t('entry.form')
      );
    if (name === 'to') {
      const clock = known.clocks.find((c) => c.owed_to.code === text);
      return clock ? recipientOf(clock) : text;
    }
    return MOMENT.test(text) ? formatDate(text) : text;
  };
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((v) => one(name, v)).join(', ') || '–' : one(name, value),
    ]),
  );
}

/** What a change of the class changed: `M3 → M2`. */
function changes(detail: Params, known: Known, t: TFunction<'incident'>): string {
  return ['severity', 'serious', 'detected_at', 'personal_data']
    .flatMap((name) => {
      const pair = detail[name];
      if (!Array.isArray(pair) || pair[0] === pair[1]) return [];
      const [before, after] = pair.map((value) => said({ [name]: value }, known, t)[name]);
      return [`${t(`class.short.${name}`)}: ${before} → ${after}`];
    })
    .join('; ');
}

export function sentenceOf(entry: Entry, known: Known, t: TFunction<'incident'>): Sentence {
  const detail = entry.detail ?? {};
  const kind = known.mended.has(entry.id) ? 'mended' : entry.kind;
  const key = keyOf(kind, detail, (name) => i18next.exists(name, { ns: 'incident' }));
  const params = said(detail, known, t);
  const changed = entry.kind === 'class' ? changes(detail, known, t) : '';
  const text = t(key, {
    ...params,
    defaultValue: t(`entry_kind.${entry.kind}`, { defaultValue: entry.kind }),
  });
  return {
    text: changed ? `${text}: ${changed}` : text,
    words: WORDS.map((name) => (typeof detail[name] === 'string' ? (detail[name] as string) : ''))
      .filter(Boolean)
      .join('\n'),
  };
}

/** The sentences of the lines of a case that the product wrote. */
export function useSentence({ incident, clocks, entries }: Detail): (entry: Entry) => Sentence {
  const { t } = useTranslation('incident');
  const { severity } = useNames(incident.detected_at);
  const { data } = useQuery(choicesQuery);
  const told = entries.some((entry) => entry.kind === 'report');
  const { data: reports } = useQuery({ ...reportsQuery(incident.id), enabled: told });
  const mended = useMemo(() => mendedOf(entries), [entries]);
  return (entry) =>
    sentenceOf(entry, { clocks, severity, mended, forms: data?.forms ?? [], reports: reports ?? [] }, t);
}
