import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ApiProblem, toProblem } from '~/api/problem';
import { PlainProblem } from './PlainProblem';

/** The last net of every page: what happened and what to do, without the component library. */
export function RouteFailure() {
  const { t } = useTranslation('common');
  const error = useRouteError();
  const problem = routeProblem(error);
  return (
    <main className="cl-failure" id="noi-dung">
      <PlainProblem problem={problem} />
      <p>
        <button type="button" className="cl-button" onClick={() => window.location.reload()}>
          {t('action.reload')}
        </button>{' '}
        <a href="/">{t('action.first_page')}</a>
      </p>
    </main>
  );
}

export function routeProblem(error: unknown): ApiProblem {
  if (isRouteErrorResponse(error)) {
    return new ApiProblem({
      status: error.status,
      code: error.status === 404 ? 'page.not_found' : 'client.unexpected',
    });
  }
  // A file of an older build is gone after an update of the server.
  if (error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message)) {
    return new ApiProblem({ status: 0, code: 'client.new_version' });
  }
  return toProblem(error);
}
