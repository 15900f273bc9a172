import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { routeProblem, useAgain } from '../RouteFailure';

/** A page failed; the shell around it goes on. */
export function RouteProblem() {
  const { t } = useTranslation('common');
  const problem = routeProblem(useRouteError());
  const again = useAgain(problem);
  return (
    <div className="cl-page">
      <ProblemAlert
        problem={problem}
        {...(again && { onRetry: again })}
        actions={
          <>
            {!again && <Button onClick={() => window.location.reload()}>{t('action.reload')}</Button>}
            <Link to="/">{t('action.first_page')}</Link>
          </>
        }
      />
    </div>
  );
}
