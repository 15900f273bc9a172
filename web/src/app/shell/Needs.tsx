import { Outlet } from 'react-router';
import { ApiProblem } from '~/api/problem';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { can, useSession } from '../session';

/** Pages for whoever may do this somewhere; who came by an address is told so, before anything is filled in. */
export function Needs({ action }: { action: string }) {
  const session = useSession();
  if (can(session, action)) return <Outlet />;
  return (
    <div className="cl-page">
      <ProblemAlert problem={new ApiProblem({ status: 403, code: 'http.403' })} />
    </div>
  );
}
