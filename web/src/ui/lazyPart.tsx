import { Button, Skeleton } from 'antd';
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, isProblem } from '~/api/problem';
import { loadPart } from '~/app/parts';
import { ProblemAlert } from './ProblemAlert';

/**
 * A part of a page that is downloaded when it is first shown. If that fails, the failure stays in its place, so that
 * what was typed elsewhere on the page is kept, and it can be tried again there.
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  fallback: ReactNode | ((props: P) => ReactNode) = <Skeleton active />,
): ComponentType<P> {
  let failed = false;
  const make = () =>
    lazy(() =>
      loadPart(load).catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
  let part = make();
  // A lazy component remembers that it failed: another one asks again.
  const current = () => {
    if (failed) {
      failed = false;
      part = make();
    }
    return part;
  };
  return function LazyPart(props: P) {
    const [tried, setTried] = useState(() => ({ Part: current(), times: 0 }));
    const { Part, times } = tried;
    return (
      <Net key={times} onRetry={() => setTried({ Part: current(), times: times + 1 })}>
        <Suspense fallback={typeof fallback === 'function' ? fallback(props) : fallback}>
          <Part {...props} />
        </Suspense>
      </Net>
    );
  };
}

interface NetProps {
  onRetry: () => void;
  children: ReactNode;
}

/** Holds only what comes of downloading; other failures are the page's. */
class Net extends Component<NetProps, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (!isProblem(error) || !/^client\.(part_missing|new_version)$/.test(error.code)) throw error;
    return <Missing problem={error} onRetry={this.props.onRetry} />;
  }
}

function Missing({ problem, onRetry }: { problem: ApiProblem; onRetry: () => void }) {
  const { t } = useTranslation('common');
  if (problem.code === 'client.part_missing') return <ProblemAlert problem={problem} onRetry={onRetry} />;
  return (
    <ProblemAlert
      problem={problem}
      actions={<Button onClick={() => window.location.reload()}>{t('action.reload')}</Button>}
    />
  );
}
