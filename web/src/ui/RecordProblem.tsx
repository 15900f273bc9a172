import { isProblem } from '~/api/client';
import { ApiProblem } from '~/api/problem';
import { can, useSession } from '~/app/session';
import { LinkButton } from './LinkButton';
import { ProblemAlert } from './ProblemAlert';

/**
 * A record could not be read. Who may read others of its kind has come to one of another agency, by an address that
 * was sent or typed: trying again does not help, the own list does.
 */
export function RecordProblem({
  problem,
  action,
  list,
  onRetry,
}: {
  problem: unknown;
  /** What reading such a record is called: `duty.read`. */
  action: string;
  list: { to: string; label: string };
  onRetry: () => void;
}) {
  const session = useSession();
  if (!isProblem(problem) || problem.status !== 403)
    return <ProblemAlert problem={problem} onRetry={onRetry} />;
  if (!can(session, action)) return <ProblemAlert problem={problem} />;
  return (
    <ProblemAlert
      problem={new ApiProblem({ status: 403, code: 'record.elsewhere' })}
      actions={<LinkButton to={list.to}>{list.label}</LinkButton>}
    />
  );
}
