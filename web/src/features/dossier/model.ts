import type { TFunction } from 'i18next';
import { daysBetween, localDay } from '~/ui/format';
import type { Tone } from '~/ui/StatusTag';
import type { Detail, Doc, Dossier, RouteStep, Step, System, Taken } from './api';

export const DOSSIERS_PATH = '/he-thong/ho-so';
export const IMPORT_PATH = '/he-thong/nhap';
export const TABLE_PATH = '/he-thong/bieu-08';
export const TEMPLATES_PATH = '/he-thong/mau-bieu';

export const dossierPath = (id: string) => `${DOSSIERS_PATH}/${id}`;

export const LEVELS = [1, 2, 3, 4, 5] as const;
/** What a new dossier may be for; the fourth reason, `recorded`, has a form of its own. */
export const REASONS = ['first', 'redetermination', 'transition'] as const;
export type Reason = (typeof REASONS)[number];
/** States of a dossier on its way, in their order. */
export const OPEN_STATES = ['draft', 'sent', 'returned', 'appraised'] as const;
/** Limits of the server. */
export const MAX_NOTE = 4_000;
export const MAX_LINE = 300;

const TONES: Record<string, Tone> = {
  draft: 'info',
  sent: 'low',
  returned: 'high',
  appraised: 'medium',
  approved: 'good',
  dropped: 'info',
  superseded: 'info',
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? 'info';
}

export function isOpen({ state }: Pick<Dossier, 'state'>): boolean {
  return (OPEN_STATES as readonly string[]).includes(state);
}

/** Terms of the law, in their order. */
export const CLOCKS = ['reply', 'appraise', 'approve'] as const;
export type ClockKind = (typeof CLOCKS)[number];

/** Which term runs now. */
export function waitsFor(d: Pick<Dossier, 'state' | 'complete_on'>): ClockKind | undefined {
  if (d.state === 'sent') return d.complete_on ? 'appraise' : 'reply';
  return d.state === 'appraised' ? 'approve' : undefined;
}

export interface Clock {
  kind: ClockKind;
  /**
   * `before`: it does not run yet; `running`: towards a day; `open`: runs without a day; `done`;
   * `returned`: answered by sending the dossier back; `stopped`: the dossier was given up.
   */
  standing: 'before' | 'running' | 'open' | 'done' | 'returned' | 'stopped';
  due: string | undefined;
  done: string | undefined;
  /** Days past the day; 0 while in time. */
  late: number;
  /** The step of the law that sets the term. */
  step: RouteStep | undefined;
}

const STEPS_OF_LAW: Record<ClockKind, readonly string[]> = {
  reply: ['completeness_reply'],
  appraise: ['appraise'],
  // Where the list is approved above, the plan is what the owner approves in time.
  approve: ['approve', 'approve_plan', 'approve_list'],
};

/** The terms of the law as they stand; days that a return has overtaken do not count. */
export function clocksOf({ dossier: d, route, steps }: Detail, today: string): Clock[] {
  const due = { reply: d.reply_due, appraise: d.appraise_due, approve: d.approve_due };
  const done = { reply: d.complete_on, appraise: d.appraised_on, approve: d.approved_on };
  const running = waitsFor(d);
  const over = d.state === 'approved' || d.state === 'superseded';
  const at = over ? CLOCKS.length : running ? CLOCKS.indexOf(running) : -1;
  return CLOCKS.map((kind, index): Clock => {
    const step = stepOf(route, STEPS_OF_LAW[kind]);
    const clock = { kind, due: due[kind] ?? undefined, done: undefined, late: 0, step };
    const before: Clock = { ...clock, standing: 'before', due: undefined };
    if (d.state === 'dropped' && !done[kind]) return { ...before, standing: 'stopped' };
    if (index < at || d.state === 'dropped') {
      const day = done[kind] ?? undefined;
      const late = clock.due && day ? Math.max(0, daysBetween(clock.due, day)) : 0;
      return { ...clock, standing: 'done', done: day, late };
    }
    if (index === at) {
      if (!clock.due) return { ...clock, standing: 'open' };
      return { ...clock, standing: 'running', late: Math.max(0, daysBetween(clock.due, today)) };
    }
    const back = d.state === 'returned' && kind === 'reply' ? lastReturn(steps) : undefined;
    return back ? { ...before, standing: 'returned', done: dayOf(back) } : before;
  });
}

function stepOf(route: readonly RouteStep[], kinds: readonly string[]): RouteStep | undefined {
  for (const kind of kinds) {
    const found = route.find((s) => s.kind === kind);
    if (found) return found;
  }
  return undefined;
}

/** The term that begins with a step, to be told before it is taken. */
export function termAfter(route: readonly RouteStep[], step: Step): RouteStep | undefined {
  const next: Partial<Record<Step, ClockKind>> = { send: 'reply', accept: 'appraise', appraise: 'approve' };
  const kind = next[step];
  const found = kind && stepOf(route, STEPS_OF_LAW[kind]);
  return found?.days ? found : undefined;
}

/** The day on which a step was taken, as far as one was said. */
export function dayOf({ on, at }: Pick<Taken, 'on' | 'at'>): string {
  return on ?? localDay(new Date(at));
}

/** The day of the step before: the next one is not earlier. */
export function dayBefore({ dossier: d, steps }: Pick<Detail, 'dossier' | 'steps'>): string | undefined {
  const back = d.state === 'returned' ? lastReturn(steps) : undefined;
  return (back && dayOf(back)) ?? d.appraised_on ?? d.complete_on ?? d.sent_on ?? undefined;
}

export function lastReturn(steps: readonly Taken[]): Taken | undefined {
  return steps.findLast((s) => s.step === 'returned');
}

/** Which step of the law is to be done now. */
export function routeNow({ dossier: d, route }: Pick<Detail, 'dossier' | 'route'>): RouteStep | undefined {
  const waiting = waitsFor(d);
  if (waiting) return stepOf(route, STEPS_OF_LAW[waiting]);
  if (d.state === 'draft') return stepOf(route, ['prepare', 'submit']);
  return d.state === 'returned' ? stepOf(route, ['submit', 'prepare']) : undefined;
}

/** What this person may do now; the first is the one to be done next. */
export function stepsOf({ dossier: d, may_change, may_appraise, may_approve }: Detail): Step[] {
  const steps: Step[] = [];
  if (may_change && (d.state === 'draft' || d.state === 'returned')) steps.push('send');
  if (may_appraise && d.state === 'sent') steps.push(d.complete_on ? 'appraise' : 'accept');
  if (may_approve && d.state === 'appraised') steps.push('approve');
  if (may_appraise && (d.state === 'sent' || d.state === 'appraised')) steps.push('return');
  if (may_change && isOpen(d)) steps.push('drop');
  return steps;
}

/** Leads on; a return or giving up does not. */
export function nextOf(steps: readonly Step[]): Step | undefined {
  return steps.find((s) => s !== 'return' && s !== 'drop');
}

/** Whether a document may be put in its place. */
export function mayFile({ dossier: d, may_change }: Pick<Detail, 'dossier' | 'may_change'>): boolean {
  return may_change && isOpen(d) && d.state !== 'appraised';
}

/** Documents without which a dossier is not sent. */
export function missingOf(documents: readonly Doc[]): Doc[] {
  return documents.filter((d) => !d.when && !d.file_id);
}

/** `Article 18, Decree …`, as a deadline names its ground. */
export function citationOf({ article, source }: { article: string; source: string }): string {
  return [article, source].filter(Boolean).join(', ');
}

/** The word of a document behind its regime: `plan` of `r331-plan`. */
export function wordOf(code: string): string {
  return code.replace(/^[^-]*-/, '');
}

/** What a step tells of the document that was filed: `r331-plan: file.docx`. */
export function filedOf(note: string, documents: readonly Doc[]): { document: string; file: string } {
  const [, code = '', file = ''] = /^(\S+): (.*)$/s.exec(note) ?? [];
  return { document: documents.find((d) => d.code === code)?.name ?? code, file: file || note };
}

/** A decided level goes down by a redetermination alone. */
export function isLowered(system: Pick<System, 'level' | 'decided_on'>, level: number, reason: string) {
  return Boolean(system.decided_on) && level < system.level && reason !== 'redetermination';
}

/** Below what the assessment came to: a word why is wanted. */
export function wantsNote(system: Pick<System, 'proposed_level'>, level: number | undefined): boolean {
  return level !== undefined && level < system.proposed_level;
}

/** The level that a new dossier begins with; undefined: nobody has said any. */
export function startLevel(system: Pick<System, 'proposed_level' | 'level'>): number | undefined {
  return system.proposed_level || system.level || undefined;
}

/** Columns of the table of systems, as its template has them. */
export const COLUMNS = [
  'agency',
  'name',
  'operator',
  'level',
  'state',
  'purpose',
  'function',
  'types',
  'information',
  'subjects_basic',
  'subjects_sensitive',
  'counted_on',
  'sector',
  'hosting',
  'priority',
  'go_live',
  'retired_on',
  'hosts',
  'decision_number',
  'decision_on',
  'decision_by',
  'note',
] as const;

export const ROW_REASONS = [
  'required',
  'unknown',
  'ambiguous',
  'out_of_reach',
  'malformed',
  'out_of_range',
  'decided',
  'taken',
  'in_the_future',
  'still_in_use',
  'before_go_live',
  'too_long',
  'outside_regime',
  'needs_file',
  'below_proposal',
  'below_assessed',
  'below_dossier',
  'several',
  'open_quote',
  'too_deep',
] as const;

/** Why a row is refused, in words; the server sends a stable word, `repeats_row_7` with the row it repeats. */
export function rowReason(t: TFunction, reason: string): string {
  const [, row] = /^repeats_row_(\d+)$/.exec(reason) ?? [];
  if (row) return t('dossier:import.reason.repeats', { row });
  return t(`dossier:import.reason.${reason}`, { defaultValue: t('dossier:import.reason.invalid') });
}

/** Counters of the yearly table, in the order of the form. */
export const COUNTERS = [
  'total',
  'classified',
  'drafted',
  'appraised',
  'approved',
  'approved_inspected',
] as const;

/** Years to choose: the coming one, whose data begin before the year does, down to two before. */
export function yearsTo(today: string, chosen?: number): number[] {
  const year = Number(today.slice(0, 4));
  const years = [year + 1, year, year - 1, year - 2];
  return chosen === undefined || years.includes(chosen) ? years : [...years, chosen].sort((a, b) => b - a);
}

/** A year as an address may say it. */
export function yearOf(text: string | null): number | undefined {
  return text !== null && /^2\d{3}$/.test(text) ? Number(text) : undefined;
}
