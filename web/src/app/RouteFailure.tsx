import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useLocation, useNavigate, useRouteError } from 'react-router';
import { ApiProblem, toProblem } from '~/api/problem';
import { PlainProblem } from './PlainProblem';

/** The last net of every page: what happened and what to do, without the component library. */
export function RouteFailure() {
  const { t } = useTranslation('common');
  const error = useRouteError();
  const problem = routeProblem(error);
  const again = useAgain(problem);
  return (
    <main className="cl-failure" id="noi-dung">
      <PlainProblem problem={problem} />
      <p>
        <button type="button" className="cl-button" onClick={again ?? (() => window.location.reload())}>
          {t(again ? 'action.retry' : 'action.reload')}
        </button>{' '}
        <a href="/">{t('action.first_page')}</a>
      </p>
    </main>
  );
}

/** Tries the same page again, where only nobody answered: to read it anew would lose the app, too. */
export function useAgain(problem: ApiProblem): (() => void) | undefined {
  const navigate = useNavigate();
  const { pathname, search, hash } = useLocation();
  if (problem.code !== 'client.part_missing') return undefined;
  return () => void navigate({ pathname, search, hash }, { replace: true });
}

export function routeProblem(error: unknown): ApiProblem {
  if (isRouteErrorResponse(error)) {
    return new ApiProblem({
      status: error.status,
      code: error.status === 404 ? 'page.not_found' : 'client.unexpected',
    });
  }
  return toProblem(error);
}
