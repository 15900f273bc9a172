import { Skeleton } from 'antd';
import { ProblemAlert } from '~/ui/ProblemAlert';

/** A part of a page while it comes, or when it could not be read; what was read before stays. */
export function Reading({
  found,
}: {
  found: { isPending: boolean; error: unknown; data: unknown; refetch: () => Promise<unknown> };
}) {
  if (found.isPending) return <Skeleton active title={false} />;
  if (!found.error || found.data) return null;
  return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
}
