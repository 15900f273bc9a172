import { localDay } from '~/ui/format';
import type { LawChanges, LawRow } from './api';

export const LAW_PATH = '/phap-luat';

/** Kinds of rows in the order in which people look for them. */
export const KINDS = [
  'regime',
  'transition',
  'standard',
  'criterion',
  'reading',
  'trap',
  'system_type',
  'info_class',
  'public_service',
  'role',
  'route_step',
  'independence',
  'gate',
  'document',
  'plan_part',
  'form',
  'choice',
  'group',
  'section',
  'control',
  'addition',
  'item',
  'extent',
  'zone',
  'design',
  'obligation',
  'interval',
  'threshold',
  'retention',
  'log_retention',
  'definition',
  'serious_test',
  'incident_group',
  'body',
  'duty',
  'step',
  'response_plan',
  'recipient',
  'message_kind',
  'message_term',
  'content_ground',
  'statutory_report',
  'report_outline',
  'document_type',
  'numbering_rule',
  'day_off',
] as const;

export const CERTAINTIES = ['found', 'known', 'unsure'] as const;

/** A row that began or ended, in one list. */
export interface Changed extends LawRow {
  change: 'began' | 'ended';
  /** The day from which it is so: the first in force, or the first no more in force. */
  day: string;
}

/** The day after one, as `yyyy-MM-dd`. */
export function dayAfter(day: string): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + 1);
  return localDay(at);
}

/** What began and what ended, the latest first. */
export function changedOf({ began, ended }: Pick<LawChanges, 'began' | 'ended'>): Changed[] {
  return [
    ...began.map((row): Changed => ({ ...row, change: 'began', day: row.valid_from })),
    ...ended.map(
      (row): Changed => ({ ...row, change: 'ended', day: dayAfter(row.valid_to ?? row.valid_from) }),
    ),
  ].sort((a, b) => b.day.localeCompare(a.day) || a.kind.localeCompare(b.kind));
}

/** A day a year before, from which changes are shown when nobody asked for another. */
export function yearBefore(day: string): string {
  const year = Number(day.slice(0, 4)) - 1;
  const rest = day.slice(4) === '-02-29' ? '-02-28' : day.slice(4);
  return `${year}${rest}`;
}

export const rowKey = (row: LawRow) => `${row.kind} ${row.id} ${row.valid_from}`;
