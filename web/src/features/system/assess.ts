import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type Assessment = Schema<'AssessmentInfo'>;
export type Question = Schema<'QuestionInfo'>;
export type Choices = Schema<'ChoicesInfo'>;
export type Kept = Schema<'KeptAssessment'>;

/** What is known of a system; a fact that is missing is unknown, not "no". */
export type Facts = Record<string, unknown>;

/** Facts that are numbers of people. */
export const COUNTS = ['users', 'subjects_basic', 'subjects_sensitive'] as const;
/** Facts that are a level or a degree; 0: there is none. */
const DEGREES: Record<string, readonly number[]> = {
  public_service_degree: [0, 1, 2, 3, 4],
  decision_level: [0, 1, 2, 3, 4, 5],
  risk_level: [0, 1, 2, 3, 4, 5],
};

export type Kind = 'types' | 'information' | 'count' | 'degree' | 'options' | 'flag';

/** How a fact is asked for. */
export function kindOf(question: Pick<Question, 'fact' | 'options'>): Kind {
  if (question.fact === 'types' || question.fact === 'information') return question.fact;
  if ((COUNTS as readonly string[]).includes(question.fact)) return 'count';
  if (question.fact in DEGREES) return 'degree';
  return question.options.length > 0 ? 'options' : 'flag';
}

export const degreesOf = (fact: string): readonly number[] => DEGREES[fact] ?? [];

/** Whether somebody said something about a fact. */
export function isSaid(facts: Facts, fact: string): boolean {
  const value = saidOf(facts, fact);
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** A question that a later decree brings has its answer in `answers`. */
export function saidOf(facts: Facts, fact: string): unknown {
  if (!fact.startsWith('answers.')) return facts[fact];
  const answers = facts.answers as Record<string, unknown> | undefined;
  return answers?.[fact.slice('answers.'.length)];
}

/** The facts with one of them said, or unsaid where the value is empty. */
export function say(facts: Facts, fact: string, value: unknown): Facts {
  const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  if (fact.startsWith('answers.')) {
    const answers = say((facts.answers as Facts | undefined) ?? {}, fact.slice('answers.'.length), value);
    const { answers: _, ...rest } = facts;
    return Object.keys(answers).length > 0 ? { ...rest, answers } : rest;
  }
  const { [fact]: _, ...rest } = facts;
  return empty ? rest : { ...rest, [fact]: value };
}

/** What every assessment begins with. */
const FIRST = ['types', 'information'] as const;
/** Questions that are open at a time: more than that nobody reads. */
const AT_A_TIME = 3;

/**
 * The questions to show, in the order of asking: the first two, those that are answered, and the next that decide.
 * `more`: those that seldom decide, too.
 */
export function questionsOf(
  all: readonly Question[],
  facts: Facts,
  open: readonly Question[],
  more: boolean,
): { question: Question; next: boolean }[] {
  const asks = open.filter((q) => (more || !q.last) && !(FIRST as readonly string[]).includes(q.fact));
  const next = new Set((more ? asks : asks.slice(0, AT_A_TIME)).map((q) => q.fact));
  const known = new Map([...all, ...open].map((q) => [q.fact, q]));
  return [...known.values()]
    .filter((q) => (FIRST as readonly string[]).includes(q.fact) || isSaid(facts, q.fact) || next.has(q.fact))
    .map((question) => ({ question, next: next.has(question.fact) && !isSaid(facts, question.fact) }));
}

/** Facts as they are kept: without what the register adds by itself. */
export function ownFacts({ name: _, siblings: __, owner: ___, ...facts }: Facts): Facts {
  return facts;
}

export const choicesQuery = (regime: string | undefined) =>
  queryOptions({
    queryKey: ['system', 'assess', 'choices', regime ?? null],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/systems/assess/choices', { params: { query: regime ? { regime } : {} }, signal }),
      ),
    staleTime: 600_000,
  });

export const assessQuery = (facts: Facts, regime: string | undefined, on: string | undefined) =>
  queryOptions({
    queryKey: ['system', 'assess', facts, regime ?? null, on ?? null],
    queryFn: ({ signal }) =>
      data(
        api.POST('/api/v1/systems/assess', {
          body: {
            facts: facts as Record<string, never>,
            ...(regime ? { regime } : {}),
            ...(on ? { on } : {}),
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const factsQuery = (id: string) =>
  queryOptions({
    queryKey: ['system', 'facts', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/facts', { params: { path: { id } }, signal })),
  });

export const assessmentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['system', 'assessments', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/assessments', { params: { path: { id } }, signal })),
  });
