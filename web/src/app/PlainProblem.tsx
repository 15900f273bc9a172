import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '~/api/problem';
import { problemText } from './problemText';

/** A problem without the component library; elsewhere use `ui/ProblemAlert`. */
export function PlainProblem({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation(['common', 'errors']);
  const text = problemText(t, problem);
  return (
    <div className="cl-problem" role="alert">
      <p className="cl-problem-what">{text.what}</p>
      {text.why && <p>{text.why}</p>}
      {text.todo && <p>{text.todo}</p>}
      {problem.requestId && (
        <p className="cl-help">
          {t('request_id')} <code>{problem.requestId}</code>
        </p>
      )}
    </div>
  );
}
