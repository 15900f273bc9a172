import type { Choices } from '../api';
import type { StepBody } from './api';

export const CONTENT_KINDS = ['illegal_content', 'false_news'] as const;
export const CONTENT_STATES = [
  'recorded',
  'assessed',
  'transferred',
  'answered',
  'appealed',
  'closed',
] as const;

/** What is done with it; which of them now, the server says. The centre takes nothing down itself. */
export const STEPS = ['transfer', 'answer', 'assess', 'correct', 'close', 'reopen', 'appeal'] as const;
export type ContentStep = (typeof STEPS)[number];

/** Those that this page knows, what goes on with it first. */
export function stepsIn(may: readonly string[]): ContentStep[] {
  return STEPS.filter((step) => may.includes(step));
}

export interface StepFields {
  text: string;
  document_number: string;
  recipient_name: string;
  ground: string;
  competent: string;
}

/** Only what belongs to the step is sent. */
export function stepBody(step: ContentStep, fields: StepFields): StepBody {
  const paper = step === 'transfer' || step === 'answer';
  return {
    step,
    text: (fields.text ?? '').trim(),
    document_number: paper ? (fields.document_number ?? '').trim() : '',
    recipient_name: step === 'transfer' ? (fields.recipient_name ?? '').trim() : '',
    ...(step === 'assess' ? { ground: fields.ground, competent: fields.competent } : {}),
  };
}

/** Whoever takes these steps has to say something. */
export function wantsText(step: ContentStep): boolean {
  return step === 'answer' || step === 'appeal' || step === 'close' || step === 'reopen';
}

export type Ground = Choices['content_grounds'][number];

/** Grounds of a kind of content, each once. */
export function groundsOf(grounds: readonly Ground[] | undefined, kind: string): Ground[] {
  const of = (grounds ?? []).filter((ground) => ground.of === kind);
  return of.filter((ground, at) => of.findIndex((other) => other.code === ground.code) === at);
}
