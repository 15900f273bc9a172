import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '~/api/problem';
import { problemText, requestIdOf } from './problemText';

/** A problem without the component library; elsewhere use `ui/ProblemAlert`. */
export function PlainProblem({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation(['common', 'errors']);
  const text = problemText(t, problem);
  const requestId = requestIdOf(problem, text);
  return (
    <div className="cl-problem" role="alert">
      <p className="cl-problem-what">{text.what}</p>
      {text.why && <p>{text.why}</p>}
      {text.todo && <p>{text.todo}</p>}
      {requestId && (
        <p className="cl-help">
          {t('request_id')} <code>{requestId}</code>
        </p>
      )}
    </div>
  );
}
