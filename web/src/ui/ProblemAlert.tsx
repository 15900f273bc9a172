import './ui.css';
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toProblem } from '~/api/problem';
import { sessionRenewed } from '~/api/signals';
import { problemText, requestIdOf } from '~/app/problemText';

/** What happened, why, what to do; never the code of the program. */
export interface ProblemAlertProps {
  /** Anything thrown; an `ApiProblem` is explained by its code. */
  problem: unknown;
  onRetry?: () => void;
  actions?: ReactNode;
}

export function ProblemAlert({ problem: thrown, onRetry, actions }: ProblemAlertProps) {
  const { t } = useTranslation(['common', 'errors']);
  const problem = toProblem(thrown);
  const text = problemText(t, problem);
  const requestId = requestIdOf(problem, text);
  const ended = problem.isSessionEnd;
  const [renewed, setRenewed] = useState<unknown>();
  useEffect(() => (ended ? sessionRenewed.on(() => setRenewed(thrown)) : undefined), [ended, thrown]);
  const ways = (onRetry || actions) && (
    <div className="cl-row-actions">
      {onRetry && <Button onClick={onRetry}>{t('common:action.retry')}</Button>}
      {actions}
    </div>
  );
  // Whoever signed in again is not told that the session is over; what was not done can be done now.
  if (ended && renewed === thrown) return ways;
  return (
    <div className="cl-problem" role="alert">
      <p className="cl-problem-what">{text.what}</p>
      {text.why && <p>{text.why}</p>}
      {text.todo && <p>{text.todo}</p>}
      {requestId && (
        <p className="cl-help">
          {t('common:request_id')} <code>{requestId}</code>
        </p>
      )}
      {ways}
    </div>
  );
}
