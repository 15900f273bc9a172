import { can, type Session } from '~/app/session';
import { formatDate } from '~/ui/format';
import type { Tone } from '~/ui/StatusTag';
import type { Case, Clock, Detail, Entry, LawForm, May, Playbook, ReportField, Task } from './api';

export const LIST_PATH = '/su-co';
export const REPORT_PATH = `${LIST_PATH}/bao`;
export const NEW_PATH = `${LIST_PATH}/moi`;
export const IMPORT_PATH = `${LIST_PATH}/nhap`;
export const newOfAlert = (alert: string) => `${NEW_PATH}?alert=${encodeURIComponent(alert)}`;
export const STATISTICS_PATH = `${LIST_PATH}/thong-ke`;
export const casePath = (id: string, tab?: string) => `${LIST_PATH}/${id}${tab ? `?tab=${tab}` : ''}`;
export const reportPath = (id: string, report: string) => `${LIST_PATH}/${id}/bao-cao/${report}`;
/** The record of a duty in the law of today. */
export const lawPath = (text: string) => `/phap-luat?kind=duty&q=${encodeURIComponent(text)}`;

/** Whoever reports and works for no agency sits at the centre and opens cases whole; agencies have the short form. */
export const opensCases = (session: Session) =>
  can(session, 'incident.handle') || (can(session, 'incident.report') && !can(session, 'incident.work'));

export const OPEN_STATES = ['reported', 'handling', 'contained', 'recovered', 'ended'] as const;
export const STATES = [...OPEN_STATES, 'closed', 'dismissed', 'merged'] as const;
export const isOpen = (state: string) => (OPEN_STATES as readonly string[]).includes(state);

/** Longest texts that the server takes. */
export const MAX_TITLE = 300;
export const MAX_LINE = 300;
export const MAX_TEXT = 20_000;
export const MAX_REASON = 2000;

const STATE_TONES: Record<string, Tone> = {
  reported: 'high',
  handling: 'medium',
  contained: 'low',
  recovered: 'low',
  ended: 'info',
  closed: 'good',
};
export const toneOfState = (state: string): Tone => STATE_TONES[state] ?? 'info';

const SEVERITY_TONES: readonly Tone[] = ['urgent', 'high', 'medium', 'low'];
/** The list of the law begins with the worst. */
export function toneOfSeverity(code: string, order: readonly string[]): Tone {
  const at = order.indexOf(code);
  return at < 0 ? 'info' : (SEVERITY_TONES[at] ?? 'low');
}

/** What is left of a term, or how long it is over. */
export interface Left {
  late: boolean;
  days: number;
  /** `03:12`, without the days. */
  time: string;
  /** Whole minutes, for sorting and for "soon". */
  minutes: number;
}

export function leftOf(due: string, now: Date): Left {
  const minutes = Math.floor((Date.parse(due) - now.getTime()) / 60_000);
  const late = minutes < 0;
  const size = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    late,
    days: Math.floor(size / 1440),
    time: `${two(Math.floor((size % 1440) / 60))}:${two(size % 60)}`,
    minutes,
  };
}

/** How the sentence of a term is formed: hours and minutes while they count, days when they are enough. */
export function leftKind({ late, days }: Left): 'late_days' | 'late_time' | 'days' | 'day_time' | 'time' {
  if (late) return days > 0 ? 'late_days' : 'late_time';
  if (days >= 3) return 'days';
  return days > 0 ? 'day_time' : 'time';
}

const CLOCK_ORDER: readonly Clock['state'][] = [
  'overdue',
  'due_soon',
  'running',
  'open',
  'met_late',
  'met',
  'void',
];

/** What has to be done first stands first; what is done or does not apply comes last. */
export function sortClocks(clocks: readonly Clock[]): Clock[] {
  const rank = (clock: Clock) => CLOCK_ORDER.indexOf(clock.state);
  const at = (clock: Clock) => clock.due_at ?? clock.starts_at;
  return [...clocks].sort((a, b) => rank(a) - rank(b) || at(a).localeCompare(at(b)));
}

/** Who it is told to: whoever holds the office here, else the office. */
export const recipientOf = ({ owed_to }: Pick<Clock, 'owed_to'>) => owed_to.holder || owed_to.name;

export const isDone = (clock: Clock) => clock.state === 'met' || clock.state === 'met_late';
/** Something is still owed. */
export const isOwed = (clock: Clock) => !isDone(clock) && clock.state !== 'void';

export const STEPS = ['acknowledge', 'contain', 'eradicate', 'recover', 'end', 'close'] as const;
export type BarStep = (typeof STEPS)[number];
export type Step = BarStep | 'dismiss' | 'reopen';

const MOMENTS: Record<BarStep, keyof Case> = {
  acknowledge: 'acknowledged_at',
  contain: 'contained_at',
  eradicate: 'eradicated_at',
  recover: 'recovered_at',
  end: 'ended_at',
  close: 'closed_at',
};

export function momentOf(incident: Case, step: BarStep): string | null {
  return incident[MOMENTS[step]] as string | null;
}

export interface BarItem {
  step: BarStep;
  at: string | null;
  /** The first that is not done. */
  next: boolean;
  /** The reader may do it now. */
  open: boolean;
  /** It is done, and the reader may say another moment. */
  mend: boolean;
  /** And may say that it was never reached. */
  clear: boolean;
}

/** Steps that may be taken again while a case is open, which corrects their moment; the server refuses the others. */
export const MENDABLE = ['contain', 'eradicate', 'recover', 'end'] as const;
export type Mendable = (typeof MENDABLE)[number];
/** Those of them that are taken back as they were set; an end is taken back by opening the case again. */
export type Clearable = Exclude<Mendable, 'end'>;
const isMendable = (step: string): step is Mendable => (MENDABLE as readonly string[]).includes(step);

const has = (incident: Pick<Case, 'may'>, ...any: May[]) => any.some((one) => incident.may.includes(one));

export { has as may };

function allowed(incident: Case, step: Step): boolean {
  if (step === 'close') return has(incident, 'close');
  if (step === 'acknowledge' || step === 'dismiss' || step === 'reopen') return has(incident, 'handle');
  return has(incident, 'handle', 'work');
}

/** The named moments of a case, in their order. A step that is passed over may be set later. */
export function barOf(incident: Case): BarItem[] {
  const live = isOpen(incident.state);
  const first = STEPS.find((step) => !momentOf(incident, step));
  return STEPS.map((step) => {
    const at = momentOf(incident, step);
    const before =
      step === 'close' ? incident.ended_at : step === 'acknowledge' ? '-' : incident.acknowledged_at;
    const mend = live && Boolean(at) && isMendable(step) && allowed(incident, step);
    return {
      step,
      at,
      next: live && step === first,
      open: live && !at && Boolean(before) && allowed(incident, step),
      mend,
      clear: mend && step !== 'end',
    };
  });
}

/** Ids of the lines that corrected a moment: the step was written before, and nothing took it back since. */
export function mendedOf(entries: readonly Entry[]): ReadonlySet<string> {
  const taken = new Set<unknown>();
  const mended = new Set<string>();
  const steps = entries.filter((entry) => entry.kind === 'step');
  for (const { id, detail } of steps.sort((a, b) => a.written_at.localeCompare(b.written_at))) {
    const { step, cleared } = detail;
    if (step === 'reopen') taken.delete('end');
    else if (cleared) taken.delete(cleared);
    else if (typeof step === 'string' && isMendable(step) && taken.has(step)) mended.add(id);
    taken.add(step);
  }
  return mended;
}

/** Who may say of a case that is open when it was detected. */
export const classifies = (incident: Case) => isOpen(incident.state) && has(incident, 'handle', 'work');

/** Steps beside the bar. */
export function sideSteps(incident: Case): ('dismiss' | 'reopen')[] {
  if (!allowed(incident, 'dismiss') || incident.state === 'merged') return [];
  return ['ended', 'closed', 'dismissed'].includes(incident.state) ? ['reopen'] : ['dismiss'];
}

/** What is missing before closing: of a clock, what is owed to whom. */
export function missingOf(
  code: string,
  clocks: readonly Clock[],
): { need: string; duty?: string; to?: string } {
  const [need = code, name] = code.split(':');
  if (name === undefined) return { need };
  const clock = clocks.find((c) => `${c.duty}/${c.owed_to.code}` === name);
  return { need, duty: clock?.text ?? name, to: clock ? recipientOf(clock) : '' };
}

/** Steps that want a reason. */
export const wantsReason = (step: Step) => step === 'dismiss' || step === 'reopen';

/** What a job of the product did bears the name of its code: `incident.follow`. */
export const isJob = (name: string) => /^[a-z_]+(\.[a-z_]+)+$/.test(name);

/** What content may be entered: nothing while a state secret may be in it, nothing once it is over. */
export function mayWrite(incident: Case): boolean {
  return takesContent(incident) && has(incident, 'add');
}

/** The same of what changes the case itself; an agency that helps only adds to it. */
export function mayWork(incident: Case): boolean {
  return takesContent(incident) && has(incident, 'work', 'handle');
}

const takesContent = (incident: Case) => isOpen(incident.state) && !incident.state_secret;

export const PHASES = ['verify', 'contain', 'preserve', 'notify', 'eradicate', 'recover', 'review'] as const;

/** Tasks under their phases, in the order of the work. */
export function tasksByPhase(tasks: readonly Task[]): { phase: string; tasks: Task[]; done: number }[] {
  const phases = [...PHASES, ...new Set(tasks.map((t) => t.phase))];
  return [...new Set<string>(phases)].flatMap((phase) => {
    const of = tasks.filter((t) => t.phase === phase).sort((a, b) => a.place - b.place);
    return of.length > 0 ? [{ phase, tasks: of, done: of.filter((t) => t.state !== 'open').length }] : [];
  });
}

/** Kinds of lines that people wrote themselves; all else the product wrote of what was done. */
export const WRITTEN = ['note', 'decision'] as const;
export const ENTRY_KINDS = [
  'note',
  'decision',
  'step',
  'class',
  'clock',
  'task',
  'evidence',
  'report',
  'link',
  'call',
  'assistance',
  'hand_over',
  'inject',
] as const;

export function entriesOf(entries: readonly Entry[], kinds: readonly string[]): Entry[] {
  const chosen = kinds.length === 0 ? entries : entries.filter((e) => kinds.includes(e.kind));
  return [...chosen].sort((a, b) => a.at.localeCompare(b.at) || a.written_at.localeCompare(b.written_at));
}

export const EVIDENCE_KINDS = [
  'file',
  'log',
  'image',
  'memory',
  'disk',
  'malware',
  'minutes',
  'thing',
] as const;
export const CUSTODY = ['transferred', 'examined', 'copied', 'returned', 'destroyed'] as const;
export const LINK_KINDS = ['alert', 'search', 'system', 'plan_duty', 'incident', 'url'] as const;

/** Where a link of a case leads; undefined where nothing may be opened. */
export function targetOf({ kind, target }: { kind: string; target: string }): string | undefined {
  const own: Record<string, string> = {
    alert: '/canh-bao/',
    system: '/he-thong/',
    incident: `${LIST_PATH}/`,
    plan_duty: '/nhiem-vu/',
  };
  const base = own[kind];
  if (base) return `${base}${encodeURIComponent(target)}`;
  // A search is kept as a path of this app; anything else is opened only where it is plainly the web.
  if (/^\/(?!\/)/.test(target)) return target;
  return /^https?:\/\//i.test(target) ? target : undefined;
}

/** The field by which events are searched for an indicator; others as a phrase. */
export const FIELD_OF: Record<string, string> = { ip: 'src_ip' };

/** The parts of the account of a case, as reports ask for them. */
export const ACCOUNT_PARTS = {
  course: [
    'scope',
    'cause',
    'damage',
    'measures',
    'remedy',
    'result',
    'recovery',
    'supporters',
    'proposal',
    'lessons',
  ],
  place: [
    'detected_by',
    'addresses',
    'domains',
    'services',
    'operating_system',
    'purpose',
    'safeguards',
    'providers',
    'isp',
    'security_provider',
    'operator_name',
  ],
  contact: ['contact_name', 'contact_post', 'contact_phone', 'contact_email'],
  data: ['data_kinds', 'data_place', 'data_risk', 'data_guidance', 'data_officer'],
} as const;
export type AccountPart = keyof typeof ACCOUNT_PARTS;
/** One line is enough for these. */
const LINES =
  /^(contact_|isp$|security_provider$|operating_system$|operator_name$|data_officer$|detected_by$)/;
export const isLine = (key: string) => LINES.test(key);

/** Fields of a form under the parts that it names, in the order of the form. */
export function fieldsByPart(fields: readonly ReportField[]): { part: string; fields: ReportField[] }[] {
  const parts: { part: string; fields: ReportField[] }[] = [];
  for (const field of fields) {
    const part = field.part ?? '';
    const last = parts[parts.length - 1];
    if (last && last.part === part) last.fields.push(field);
    else parts.push({ part, fields: [field] });
  }
  return parts;
}

/** The clocks that issuing a report meets: those of its form that are still owed. */
export function clocksOfForm(clocks: readonly Clock[], form: string, forms: readonly LawForm[]): Clock[] {
  const duties = forms.find((one) => one.id === form)?.duty_ids ?? [];
  return sortClocks(clocks.filter(isOwed)).filter((c) => c.form === form || duties.includes(c.duty));
}

/** The one that is for a group before others, or for it too, or for none in particular. */
export function playbookOf(playbooks: readonly Playbook[], group: string): Playbook | undefined {
  return (
    playbooks.find((p) => p.groups[0] === group) ??
    playbooks.find((p) => p.groups.includes(group)) ??
    playbooks.find((p) => p.groups.includes('other'))
  );
}

export const TABS = [
  'timeline',
  'tasks',
  'evidence',
  'indicators',
  'links',
  'reports',
  'people',
  'facts',
] as const;
export type Tab = (typeof TABS)[number];

/** How much stands behind a tab; undefined where a number says nothing. */
export function countOf(detail: Detail, tab: Tab): number | undefined {
  switch (tab) {
    case 'tasks':
      return detail.tasks.filter((t) => t.state === 'open').length;
    case 'indicators':
      return detail.indicators.length;
    case 'links':
      return detail.links.length;
    default:
      return undefined;
  }
}

/** `2026-07-01T08:30` as lived in Viet Nam, of a moment; for fields. */
export function wallOf(moment: string | Date): string {
  const [, day, month, year, time] =
    /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2})$/.exec(formatDate(moment)) ?? [];
  return day ? `${year}-${month}-${day}T${time}` : '';
}

/** The moment of what was read off a wall clock in Viet Nam. */
export function momentAt(wall: string): string | undefined {
  const at = new Date(`${wall.slice(0, 16)}:00+07:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString().replace('.000Z', 'Z');
}

export const NO_FACTS = {
  consequences: null,
  owner_controls: null,
  security_sign: false,
  dangerous_situation: false,
  processor_found: false,
  special_data: false,
  basic_count: null,
  sensitive_count: null,
  spread: [],
};
