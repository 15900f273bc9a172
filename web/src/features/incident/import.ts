import type { TFunction } from 'i18next';
import { fieldText } from '~/app/problemText';
import type { Imported, ImportedCase, ImportFault } from './api';

/** How many cases of a file are new. */
export const newOf = (found: Imported) => found.items.filter((item) => item.what === 'new').length;

/** Something in it keeps the whole file out. */
export const isFaulty = (found: Imported) =>
  found.faults.length > 0 || found.items.some((item) => item.what === 'invalid');

/** What a preview says first. */
export function verdictOf(found: Imported): 'faulty' | 'nothing' | 'nothing_new' | 'found' {
  if (isFaulty(found)) return 'faulty';
  if (found.items.length === 0) return 'nothing';
  return newOf(found) === 0 ? 'nothing_new' : 'found';
}

/** The case that a file with one case became. */
export function onlyCase(done: Imported): ImportedCase | undefined {
  const made = done.items.filter((item) => item.id);
  return made.length === 1 ? made[0] : undefined;
}

const LINE = /^line (\d+), column (\d+)$/;

/** A place of the file; of a text the line and column are said, a path stays as it is. */
export function placeText(t: TFunction, place: string): string {
  const [, line, column] = LINE.exec(place) ?? [];
  return line && column ? t('incident:import.line', { line, column }) : place;
}

const FAULTS = ['json', 'indicator', 'too_deep', 'created'];

/** What is wrong there; words of the reader of the standard are quoted. */
export function faultText(t: TFunction, { reason }: ImportFault): string {
  return FAULTS.includes(reason)
    ? t(`incident:import.fault.${reason}`)
    : t('incident:import.fault.other', { reason });
}

/** What the lists of the law hold, which change from day to day. */
const CODES = ['group_code', 'scenario', 'severity'];

/** Why a case cannot be taken, with the name of what is wrong. */
export function whyText(t: TFunction, { code, params }: ImportedCase): string {
  const { field = '', ...rest } = params;
  const what = fieldText(t, { field, code, params: { field, ...rest } });
  if (!field || code !== 'incident.invalid') return what;
  const name = t(`incident:import.field.${field}`, { defaultValue: t('incident:import.field.other') });
  if (rest.reason === 'unknown' && CODES.includes(field))
    return t('incident:import.code_unknown', { field: name });
  return t('incident:import.field_wrong', { field: name, what });
}
