import { TACTICS } from '~/ui/attack';
import type { Tone } from '~/ui/StatusTag';
import type { Rule, RuleVersion } from './api';

/** How a rule stands, in the order in which they are told. */
export const STATES = ['live', 'no_source', 'field_never_filled', 'unsupported', 'off'] as const;
export type State = (typeof STATES)[number];
export const KINDS = ['detection', 'correlation', 'filter'] as const;
export const ORIGINS = ['own', 'folder', 'imported'] as const;
/** Orders of the server besides the one by title. */
export const SORTS = ['alerts', 'false'] as const;
/** Rules that are switched at once. */
export const MAX_SWITCHED = 20_000;

/** A rule that cannot fire for want of something is worth a look; one that people switched off is as they want it. */
const TONES: Record<string, Tone> = {
  live: 'good',
  no_source: 'low',
  field_never_filled: 'medium',
  unsupported: 'urgent',
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? 'info';
}

/** Numbers of all states; those without any are told only where they say something. */
export function strip(
  tally: readonly { state: string; number: number }[],
  chosen: readonly string[],
): { state: State; number: number; here: boolean }[] {
  return STATES.map((state) => ({
    state,
    number: tally.find((t) => t.state === state)?.number ?? 0,
    here: chosen.length === 1 && chosen[0] === state,
  })).filter((t) => t.number > 0 || t.state === 'live' || chosen.includes(t.state));
}

export const RULES_PATH = '/quy-tac';

/** Ids may hold anything, a file name with its folders too. */
export function rulePath(id: string): string {
  return `${RULES_PATH}/${encodeURIComponent(id)}`;
}

/** `windows · process_creation`, in the words of Sigma. */
export function logSourceOf(rule: Pick<Rule, 'product' | 'category' | 'service'>): string {
  return [rule.product, rule.category, rule.service].filter(Boolean).join(' · ');
}

/** What became of the alerts that people judged: share of the wrong ones among them. */
export function verdictsOf(rule: Pick<Rule, 'confirmed' | 'benign' | 'wrong'>) {
  const judged = rule.confirmed + rule.benign + rule.wrong;
  return {
    judged,
    wrongShare: judged > 0 ? rule.wrong / judged : undefined,
    /** Mostly wrong, by more than one case: it wants an exception. */
    noisy: rule.wrong >= 3 && rule.wrong * 2 >= judged,
  };
}

export interface VersionChange {
  version: RuleVersion;
  /** The text before; undefined: there was none, or it is not known. */
  before: string | undefined;
  kind: 'written' | 'changed' | 'same' | 'removed' | 'returned';
}

/** Each version with what it changed, the newest first as they come. */
export function changesOf(versions: readonly RuleVersion[]): VersionChange[] {
  return versions.map((version, at) => {
    const older = versions[at + 1];
    const before = older?.text || undefined;
    const kind =
      version.text === ''
        ? 'removed'
        : older === undefined
          ? 'written'
          : older.text === ''
            ? 'returned'
            : older.text === version.text
              ? 'same'
              : 'changed';
    return { version, before, kind };
  });
}

export function tacticOf(tag: string): string | undefined {
  const name = /^attack\.([a-z_-]+)$/i.exec(tag)?.[1]?.toLowerCase().replaceAll('_', '-');
  return TACTICS.find((tactic) => tactic === name);
}
