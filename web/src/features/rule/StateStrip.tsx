import { useIsFetching, useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { formatNumber } from '~/ui/format';
import { overviewQuery, type RuleProblem } from './api';
import { strip } from './model';
import { whyText } from './why';
import { StateTag } from './words';

/** How many rules stand how; a click shows these alone, another one all again. */
export function StateStrip({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('rule');
  const [params] = useSearchParams();
  const { data: overview } = useQuery(overviewQuery);
  const reading = useIsFetching({ queryKey: ['rule', 'list'] }) > 0;
  // Where the list cannot be read it says so itself, and offers another try.
  if (!overview) return reading ? <Skeleton active title={false} paragraph={{ rows: 1 }} /> : null;
  const { tally, problems } = overview;
  function searchOf(state: string, here: boolean): string {
    const next = new URLSearchParams(params);
    next.delete('state');
    next.delete('page');
    if (!here) next.set('state', state);
    return `?${next}`;
  }
  return (
    <>
      <div className="ru-top">
        <ul className="ru-strip" aria-label={t('list.states')}>
          {strip(tally, params.getAll('state')).map(({ state, number, here }) => (
            <li key={state}>
              <Link to={searchOf(state, here)} replace aria-current={here ? 'true' : undefined}>
                <StateTag value={state} />
                <span className="cl-figures">{formatNumber(number)}</span>
              </Link>
            </li>
          ))}
        </ul>
        {children}
      </div>
      <Problems problems={problems} />
    </>
  );
}

/** What lies among the rules and is none. */
function Problems({ problems }: { problems: readonly RuleProblem[] }) {
  const { t } = useTranslation('rule');
  if (problems.length === 0) return null;
  return (
    <details className="cl-notice ru-problems">
      <summary>
        {t('problems.title', { count: problems.length, number: formatNumber(problems.length) })}
      </summary>
      <ProblemLines problems={problems} />
    </details>
  );
}

/** Files and documents that are no rules, each with the reason. */
export function ProblemLines({ problems }: { problems: readonly RuleProblem[] }) {
  const { t } = useTranslation('rule');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <ul className="ru-problem-lines" tabIndex={0} aria-label={t('problems.label')}>
      {problems.map((problem, at) => (
        <li key={at}>
          <code className="ru-code">{problem.file}</code>
          {problem.title && <> · {problem.title}</>}
          <span className="ru-why">{whyText(t, problem.why)}</span>
        </li>
      ))}
    </ul>
  );
}
