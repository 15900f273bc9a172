import { ApiProblem, isProblem } from '~/api/client';
import { ProblemAlert } from './ProblemAlert';

/** 412: of another version; 409: in another state already. */
export function isStale(error: unknown): boolean {
  return isProblem(error) && (error.isConflict || error.status === 409);
}

/** Why something was not done; of somebody else's change the page has the new state already. */
export function ActProblem({ error }: { error: unknown }) {
  if (!error) return null;
  const overtaken = isProblem(error) && error.isConflict;
  return (
    <ProblemAlert problem={overtaken ? new ApiProblem({ status: 412, code: 'record.overtaken' }) : error} />
  );
}
