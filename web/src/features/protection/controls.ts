import { matches } from '~/app/fold';
import { SEARCH_PATH } from '~/features/search/state';
import type { Tone } from '~/ui/StatusTag';
import type { AnswerDraft, Control, ControlGroup, Controls, Score } from './api';
import { MAX_NOTE } from './model';

/** In the order of their keys: 1, 2, 3, 4. */
export const ANSWERS = ['met', 'partly', 'unmet', 'not_applicable'] as const;
export type Answer = (typeof ANSWERS)[number];
/** As a score counts them. */
export const TALLIED = [...ANSWERS, 'unanswered'] as const;

export const ANSWER_TONES: Record<string, Tone> = {
  met: 'good',
  partly: 'medium',
  unmet: 'urgent',
  not_applicable: 'info',
  unanswered: 'low',
};

/** Items that the server takes at once. */
export const MAX_ANSWERS = 400;
/** Groups that stand beside the standard and have no name of their own. */
export const OWN_GROUPS = ['zone', 'design', 'obligation'] as const;

/** What a person says of an item. */
export interface Said {
  answer: string | undefined;
  note: string;
  holds_until: string | null;
  owner: string;
  due_on: string | null;
  common: boolean;
}

/** Something said that is not sent yet. */
export interface Edit extends Said {
  /** When the answer was given that stood there as it was begun; null: there was none. */
  base: string | null;
}
export type Edits = Readonly<Record<string, Edit>>;
/** Files that were chosen to show how an item is met, and are not sent yet. */
export type Files = Readonly<Record<string, File>>;

/** What the product sees is no answer of a person: it changes by itself and clashes with nothing. */
const baseOf = ({ answer }: Control): string | null =>
  answer && !answer.by_product ? answer.answered_at : null;

/** The own answer; of one that is inherited only what it is, for the rest is the other system's. */
export function saidOf({ answer }: Pick<Control, 'answer'>): Said {
  const said = answer && !answer.by_product ? answer : undefined;
  const own = said && !said.inherited ? said : undefined;
  return {
    answer: own?.said ?? said?.answer,
    note: own?.note ?? '',
    holds_until: own?.holds_until ?? null,
    owner: own?.owner ?? '',
    due_on: own?.due_on ?? null,
    common: own?.common ?? false,
  };
}

function isSame(a: Said, b: Said): boolean {
  return (
    a.answer === b.answer &&
    a.note.trim() === b.note.trim() &&
    a.holds_until === b.holds_until &&
    a.owner.trim() === b.owner.trim() &&
    a.due_on === b.due_on &&
    a.common === b.common
  );
}

/** A faulty item does not hold back the others. */
export function without(edits: Edits, items: ReadonlySet<string>): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([item]) => !items.has(item)));
}

/** Edits with a part of one item changed; one that says again what is stored is none. */
export function edited(edits: Edits, control: Control, part: Partial<Said>, today: string): Edits {
  const { item } = control;
  const next: Edit = { ...(edits[item] ?? { ...saidOf(control), base: baseOf(control) }), ...part };
  // Met again: the day that has passed would make it unmet at once.
  if (part.answer === 'met' && part.holds_until === undefined && next.holds_until && next.holds_until < today)
    next.holds_until = null;
  if (isSame(next, saidOf(control))) return without(edits, new Set([item]));
  return { ...edits, [item]: next };
}

/** Edits of a draft that still change something. */
export function stillEdits(found: Edits, controls: ReadonlyMap<string, Control>): Edits {
  return Object.fromEntries(
    Object.entries(found).filter(([item, edit]) => {
      const control = controls.get(item);
      return control !== undefined && !isSame(edit, saidOf(control));
    }),
  );
}

/** Items that somebody else has answered since they were begun here. */
export function clashesOf(edits: Edits, controls: ReadonlyMap<string, Control>): string[] {
  return Object.entries(edits).flatMap(([item, { base }]) => {
    const control = controls.get(item);
    return control && baseOf(control) !== base ? [item] : [];
  });
}

/** The own words of clashing items are kept, over what stands there now; or they are given up. */
export function settled(
  edits: Edits,
  clashes: readonly string[],
  side: 'mine' | 'theirs',
  controls: ReadonlyMap<string, Control>,
): Edits {
  if (side === 'theirs') return without(edits, new Set(clashes));
  const kept = { ...edits };
  for (const item of clashes) {
    const [edit, control] = [edits[item], controls.get(item)];
    if (edit && control) kept[item] = { ...edit, base: baseOf(control) };
  }
  return stillEdits(kept, controls);
}

/** What was sent is done; what was typed meanwhile stays. */
export function unsent(edits: Edits, sent: Edits): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([item, edit]) => sent[item] !== edit));
}

/** Where what the product sees is looked up. */
export function computedPath(system: string, kind: string): string {
  if (kind === 'restore_test') return `/he-thong/${system}?tab=records`;
  if (kind === 'log_retention') return `${SEARCH_PATH}?q=${encodeURIComponent(`system:${system}`)}`;
  return `/he-thong/${system}`;
}

export type Fault = 'no_answer' | 'no_reason' | 'no_evidence' | 'too_long';

/** Letters and digits of a word that says by what an item is met, where no file shows it. */
export const SUBSTANCE = 8;

/** The file of the own answer; it stays with it until the item is said to be unmet. */
export function proofOf({ answer }: Pick<Control, 'answer'>): string | undefined {
  return answer && !answer.inherited && !answer.by_product ? (answer.file_id ?? undefined) : undefined;
}

/** What the server would refuse; `proved`: a file shows it. */
export function faultOf({ answer, note }: Said, proved = false): Fault | undefined {
  if (!answer) return 'no_answer';
  if (answer === 'not_applicable' && note.trim() === '') return 'no_reason';
  if (answer === 'met' && !proved && (note.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < SUBSTANCE)
    return 'no_evidence';
  return note.length > MAX_NOTE ? 'too_long' : undefined;
}

/** Items that the server would refuse; `files`: those that are sent with them. */
export function faultsOf(edits: Edits, controls: ReadonlyMap<string, Control>, files: Files = {}): string[] {
  return Object.entries(edits).flatMap(([item, edit]) => {
    const control = controls.get(item);
    const proved = files[item] !== undefined || (control && proofOf(control) !== undefined);
    return faultOf(edit, proved) === undefined ? [] : [item];
  });
}

/** What is sent, in as many parts as the server wants. */
export function draftsOf(edits: Edits): AnswerDraft[][] {
  const all = Object.entries(edits).map(([item, edit]) => ({
    item,
    answer: edit.answer ?? '',
    note: edit.note.trim(),
    holds_until: edit.holds_until,
    owner: edit.owner.trim(),
    due_on: edit.due_on,
    common: edit.common,
  }));
  const parts: AnswerDraft[][] = [];
  for (let at = 0; at < all.length; at += MAX_ANSWERS) parts.push(all.slice(at, at + MAX_ANSWERS));
  return parts;
}

export function controlsOf(found: Pick<Controls, 'groups'>): Map<string, Control> {
  return new Map(found.groups.flatMap((group) => group.items).map((control) => [control.item, control]));
}

/** It is still to be done. */
export function isGap(answer: string | undefined): boolean {
  return answer !== 'met' && answer !== 'not_applicable';
}

export interface Narrow {
  gaps: boolean;
  /** None: all. */
  groups: readonly string[];
  search: string;
}

/** Groups with the items that are asked for; what is being changed stays in sight. */
export function narrowed(
  groups: readonly ControlGroup[],
  { gaps, groups: wanted, search }: Narrow,
  edits: Edits,
): ControlGroup[] {
  return groups
    .filter((group) => wanted.length === 0 || wanted.includes(group.code))
    .map((group) => ({
      ...group,
      items: group.items.filter(
        (c) =>
          (!gaps || isGap(c.answer?.answer) || edits[c.item] !== undefined) &&
          (!search || matches(textOf(c), search)),
      ),
    }))
    .filter((group) => group.items.length > 0);
}

function textOf({ clause, name, words, article, answer }: Control): string {
  return [clause, name, words, article, answer?.owner, answer?.note].join(' ');
}

export type Tally = Record<(typeof TALLIED)[number], number>;

export function tally(items: readonly Control[]): Tally {
  const found: Tally = { met: 0, partly: 0, unmet: 0, not_applicable: 0, unanswered: 0 };
  for (const { answer } of items) {
    const word = (ANSWERS as readonly string[]).includes(answer?.answer ?? '')
      ? (answer?.answer as Answer)
      : 'unanswered';
    found[word] += 1;
  }
  return found;
}

/** A requirement that is still to be met, and who is to do it by when. */
export interface Gap {
  control: Control;
  group: ControlGroup;
}

export function gapsOf(groups: readonly ControlGroup[]): Gap[] {
  return groups.flatMap((group) =>
    group.items.filter((c) => isGap(c.answer?.answer)).map((control) => ({ control, group })),
  );
}

/** The day by which a gap is to be closed is past. */
export function isLate({ answer }: Pick<Control, 'answer'>, today: string): boolean {
  return Boolean(answer?.due_on && isGap(answer.answer) && answer.due_on < today);
}

/** Why the share is not of all that the law asks: how much of its list is known. */
export function partOf(found: Pick<Controls, 'known_items' | 'covered'> & { score?: Score | null }) {
  if (!found.score || found.score.complete) return undefined;
  if (!found.known_items) return 'unknown';
  return found.covered < found.known_items ? 'counted' : 'unchecked';
}
