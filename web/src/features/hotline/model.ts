import type { Tone } from '~/ui/StatusTag';
import type { Call, Classification, Kind, ReportDetail, ReportLine, Reveal, Term, Transfer } from './api';

/** Most urgent first. */
export const URGENCIES = ['now', 'today', 'usual', 'later'] as const;
export const VIEWS = ['open', 'mine', 'unassigned', 'quarantined', 'closed'] as const;
export type View = (typeof VIEWS)[number];
export const STATES = [
  'received',
  'reading',
  'classified',
  'transferred',
  'acknowledged',
  'handling',
  'answered',
  'closed',
  'withdrawn',
] as const;
export const CHANNELS = ['web', 'phone', 'walk_in', 'forwarded', 'client'] as const;
export const MONEY = ['none', 'asked', 'sending', 'sent'] as const;
export const REACHED_BY = [
  'phone',
  'sms',
  'zalo',
  'facebook',
  'telegram',
  'tiktok',
  'email',
  'web',
  'app',
  'in_person',
  'other',
] as const;
export const EXPOSED = [
  'otp',
  'password',
  'identity_card',
  'bank_card',
  'device',
  'account',
  'private_images',
] as const;
export const OUTCOMES = ['transferred', 'guided', 'handled', 'spam', 'duplicate', 'withdrawn'] as const;
export const INDICATORS = [
  'phone',
  'bank_account',
  'url',
  'domain',
  'ip',
  'email',
  'wallet',
  'handle',
] as const;

/** Characters, as the server allows. */
export const MAX_REASON = 500;
export const MAX_LINE = 500;
export const MAX_TEXT = 20_000;
/** Đồng. */
export const MAX_AMOUNT = 100_000_000_000_000;
export const MAX_NAMED = 20;
/** Files of one report, and megabytes of one of them. */
export const MAX_FILES = 5;
export const MAX_FILE_MB = 10;

export function viewOf(text: string | null): View {
  return VIEWS.find((view) => view === text) ?? 'open';
}

const URGENT_TONES: Record<string, Tone> = { now: 'urgent', today: 'high', usual: 'low' };

export function toneOfUrgency(urgency: string): Tone {
  return URGENT_TONES[urgency] ?? 'info';
}

const STATE_TONES: Record<string, Tone> = {
  received: 'medium',
  reading: 'low',
  classified: 'low',
  handling: 'low',
  transferred: 'high',
  acknowledged: 'good',
  answered: 'good',
};

export function toneOfState(state: string): Tone {
  return STATE_TONES[state] ?? 'info';
}

/** States before the competent body, or the centre itself, has said that it has the report. */
const BEFORE_RECEIPT: readonly string[] = ['received', 'reading', 'classified', 'transferred'];

/** Money that may still be stopped; of the same urgency, the server lists these first. */
export function isMoving({ money, state }: Pick<ReportLine, 'money' | 'state'>): boolean {
  return money === 'sending' && BEFORE_RECEIPT.includes(state);
}

export function isOverdue({ next_due_at: due }: Pick<ReportLine, 'next_due_at'>, now: Date): boolean {
  return due !== null && Date.parse(due) < now.getTime();
}

/** Where the wish of a citizen to take a report back stands: it must be read and classified first, goes on, or is over. */
export function withdrawalOf(
  line: Pick<ReportLine, 'is_withdrawn' | 'state' | 'kind'>,
): 'unclassified' | 'open' | 'over' | undefined {
  if (!line.is_withdrawn) return undefined;
  if (line.state === 'withdrawn' || line.state === 'closed') return 'over';
  return line.kind ? 'open' : 'unclassified';
}

/** How long ago, in the two parts that matter. */
export interface Since {
  unit: 'minutes' | 'hours' | 'days';
  count: number;
  /** Minutes of the hour, two digits. */
  rest: string;
}

export function sinceOf(from: string, now: Date): Since {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(from)) / 60_000));
  const rest = String(minutes % 60).padStart(2, '0');
  if (minutes < 60) return { unit: 'minutes', count: minutes, rest };
  if (minutes < 24 * 60) return { unit: 'hours', count: Math.floor(minutes / 60), rest };
  return { unit: 'days', count: Math.floor(minutes / (24 * 60)), rest };
}

/** In the order of the law's data, what concerns nobody last: 1 to 9 on the keyboard. */
export function kindsInOrder<T extends Pick<Kind, 'spam'>>(kinds: readonly T[]): T[] {
  return [...kinds.filter((kind) => !kind.spam), ...kinds.filter((kind) => kind.spam)];
}

/** The kind that a digit chooses. */
export function kindOfKey<T>(inOrder: readonly T[], key: string): T | undefined {
  return /^[1-9]$/.test(key) ? inOrder[Number(key) - 1] : undefined;
}

/** The kind that holds now. */
export function currentClass(detail: Pick<ReportDetail, 'classifications'>): Classification | undefined {
  return detail.classifications.find((one) => !one.superseded_at);
}

export function isMine(line: Pick<ReportLine, 'assigned_to'>, person: string): boolean {
  return line.assigned_to === person;
}

/** What the server would take now, so that no button leads into a refusal. */
export function may(detail: Pick<ReportDetail, 'may'>, ...actions: readonly string[]): boolean {
  return actions.some((action) => detail.may.includes(action));
}

/** The term that ends next; what is done, or has no end yet, comes after. */
export function termsInOrder(terms: readonly Term[]): Term[] {
  const end = (term: Term) => (term.due_at ? Date.parse(term.due_at) : Number.POSITIVE_INFINITY);
  return [...terms].sort((a, b) => Number(a.is_done) - Number(b.is_done) || end(a) - end(b));
}

export type StepState = 'done' | 'now' | 'later' | 'none';

/** How far a transfer is: by phone first where it is urgent, then in writing, then the receiver says that they have it. */
export interface TransferSteps {
  phone: StepState;
  writing: StepState;
  receipt: StepState;
}

/**
 * As the server counts them, calls by which somebody was reached: about this transfer, or about none since another receiver
 * acknowledged the report or gave it back.
 */
export function stepsOf(
  transfer: Pick<Transfer, 'id' | 'is_urgent' | 'state'>,
  calls: readonly Pick<Call, 'transfer_id' | 'called_at' | 'is_reached'>[],
  all: readonly Pick<Transfer, 'id' | 'ack_at' | 'returned_at'>[],
): TransferSteps {
  const others = all.filter((other) => other.id !== transfer.id);
  const ends = others.flatMap(({ ack_at, returned_at }) => [ack_at, returned_at]);
  const before = Math.max(0, ...ends.map((at) => (at ? Date.parse(at) : 0)));
  const reached = calls.some(
    (call) =>
      call.is_reached &&
      (call.transfer_id === transfer.id || (!call.transfer_id && Date.parse(call.called_at) >= before)),
  );
  const sent = transfer.state === 'sent' || transfer.state === 'acknowledged';
  return {
    phone: !transfer.is_urgent ? 'none' : reached ? 'done' : 'now',
    writing: sent ? 'done' : transfer.is_urgent && !reached ? 'later' : 'now',
    receipt: transfer.state === 'acknowledged' ? 'done' : sent ? 'now' : 'later',
  };
}

/** The transfer that matters now: the one on its way, else the newest that arrived, else the newest that came back. */
export function currentTransfer(transfers: readonly Transfer[]): Transfer | undefined {
  const newest = [...transfers].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  const of = (...states: string[]) => newest.find((one) => states.includes(one.state));
  return of('draft', 'sent') ?? of('acknowledged') ?? of('returned');
}

/** A new one may be written: none is on its way. */
export function mayTransfer(transfers: readonly Pick<Transfer, 'state'>[]): boolean {
  return transfers.every((one) => one.state !== 'draft' && one.state !== 'sent');
}

/** What an operator does next with a report, as far as the page leads there. */
export type NextStep = 'take' | 'open' | 'classify' | 'transfer' | 'call' | 'send' | 'acknowledge' | 'close';

/** The step that a thumb reaches first on a phone; `must`: what it is goes to another body at once. */
export function nextStepOf(
  detail: Pick<ReportDetail, 'may' | 'classifications' | 'transfers' | 'calls'>,
  is: { takes: boolean; opened: boolean; must: boolean },
): NextStep | undefined {
  if (is.takes) return 'take';
  if (!currentClass(detail)) {
    if (!is.opened && may(detail, 'open')) return 'open';
    return may(detail, 'classify') ? 'classify' : undefined;
  }
  const transfer = currentTransfer(detail.transfers);
  if (may(detail, 'transfer')) {
    if (transfer?.state === 'draft' || transfer?.state === 'sent') {
      const steps = stepsOf(transfer, detail.calls, detail.transfers);
      if (steps.receipt === 'now') return 'acknowledge';
      return steps.writing === 'now' ? 'send' : 'call';
    }
    if (is.must && transfer?.state !== 'acknowledged') return 'transfer';
  }
  return may(detail, 'close') ? 'close' : undefined;
}

export type RevealState = 'waiting' | 'refused' | 'open' | 'over';

export function stateOfReveal(
  reveal: Pick<Reveal, 'is_granted' | 'decided_at' | 'needs_second' | 'expires_at'>,
  now: Date,
): RevealState {
  if (reveal.is_granted === false) return 'refused';
  if (reveal.expires_at) return Date.parse(reveal.expires_at) > now.getTime() ? 'open' : 'over';
  return reveal.needs_second && !reveal.decided_at ? 'waiting' : 'over';
}

/** The own request that still means something: the newest. */
export function ownReveal(reveals: readonly Reveal[], person: string): Reveal | undefined {
  return reveals
    .filter((one) => one.asked_by === person)
    .reduce<Reveal | undefined>(
      (newest, one) => (!newest || Date.parse(one.asked_at) > Date.parse(newest.asked_at) ? one : newest),
      undefined,
    );
}

/** A line of what happened to a report: a sentence of `history.*` with its parameters. */
export interface HistoryEntry {
  id: string;
  at: string;
  who?: string;
  key: string;
  params?: Record<string, string>;
  /** What somebody wrote to it. */
  words?: string;
  tone?: 'good' | 'urgent' | 'accent';
}

/** Everything that happened, newest first. */
export function historyOf(detail: ReportDetail): HistoryEntry[] {
  const { line } = detail;
  const all: (HistoryEntry | false)[] = [
    { id: 'received', at: line.received_at, key: 'received' },
    ...detail.classifications.map((one) => ({
      id: `class ${one.id}`,
      at: one.at,
      who: one.by_name,
      key: 'classified',
      params: { kind: one.kind_name, to: one.handler_name, article: one.article },
      words: one.reason,
    })),
    ...detail.urgencies.map((one) => ({
      id: `urgency ${one.id}`,
      at: one.at,
      who: one.by_name,
      key: 'urgency',
      params: { from: one.from, to: one.to },
      words: one.reason,
      ...(one.to === 'now' ? { tone: 'urgent' as const } : {}),
    })),
    ...detail.reasons.map((one) => ({
      id: `reason ${one.id}`,
      at: one.at,
      who: one.by_name,
      key: `reason_${one.step}`,
      words: one.reason,
    })),
    ...detail.additions.map((one) => ({
      id: `files ${one.id}`,
      at: one.at,
      who: one.by_name,
      key: 'files_added',
      params: { number: String(one.files) },
    })),
    ...detail.calls.map((one) => ({
      id: `call ${one.id}`,
      at: one.called_at,
      who: one.by_name,
      key: one.is_reached ? 'called' : 'called_in_vain',
      params: { to: one.to_name, person: one.spoke_with },
      words: one.note,
    })),
    ...detail.transfers.flatMap((one): (HistoryEntry | false)[] => [
      {
        id: `transfer ${one.id}`,
        at: one.created_at,
        who: one.by_name,
        key: one.is_urgent ? 'transfer_urgent' : 'transfer',
        params: { to: one.recipient_name },
      },
      one.sent_at !== null && {
        id: `sent ${one.id}`,
        at: one.sent_at,
        key: 'sent',
        params: { number: one.document_number, how: one.sent_how },
      },
      one.ack_at !== null && {
        id: `ack ${one.id}`,
        at: one.ack_at,
        key: 'acknowledged',
        params: { number: one.ack_number, person: one.ack_person },
        tone: 'good' as const,
      },
      one.returned_at !== null && {
        id: `returned ${one.id}`,
        at: one.returned_at,
        key: 'returned',
        params: { to: one.recipient_name },
        words: one.return_reason,
        tone: 'urgent' as const,
      },
    ]),
    ...detail.reveals.flatMap((one): (HistoryEntry | false)[] => [
      {
        id: `asked ${one.id}`,
        at: one.asked_at,
        who: one.asked_name,
        key: 'reveal_asked',
        words: one.reason,
      },
      one.decided_at !== null && {
        id: `decided ${one.id}`,
        at: one.decided_at,
        who: one.decided_name,
        key: one.is_granted ? 'reveal_granted' : 'reveal_refused',
        words: one.decision_reason,
      },
    ]),
    detail.redacted_at !== null && {
      id: 'redacted',
      at: detail.redacted_at,
      who: detail.redacted_by ?? '',
      key: 'redacted',
    },
    detail.closed_at !== null && {
      id: 'closed',
      at: detail.closed_at,
      key: 'closed',
      params: { outcome: detail.outcome ?? '' },
      tone: 'good' as const,
    },
    detail.erased_at !== null && { id: 'erased', at: detail.erased_at, key: 'erased' },
  ];
  return all
    .filter((entry): entry is HistoryEntry => entry !== false && Boolean(entry.at))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** A code in groups that one reads out one by one; separators of the server are kept apart. */
export function groupsOf(code: string): string[] {
  return code.split(/[\s-]+/).filter((group) => group !== '');
}
