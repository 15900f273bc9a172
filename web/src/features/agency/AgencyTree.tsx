import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { data } from '~/api/client';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useTerms } from './terms';
import { type AgencyRow, agencies } from './wire';

const ADMINISTRATIVE = 'administrative';

/** One of the trees (State, Party, vertical branches), one level at a time: 3,400 units are never drawn at once. */
export function AgencyTree() {
  const { t } = useTranslation('agency');
  const { options } = useTerms();
  const [params, setParams] = useSearchParams();
  const tree = params.get('tree') ?? ADMINISTRATIVE;
  return (
    <>
      <p>
        <Segmented
          aria-label={t('view.which')}
          value={tree}
          options={options('tree')}
          onChange={(next) =>
            setParams({ view: 'tree', ...(next === ADMINISTRATIVE ? {} : { tree: next }) }, { replace: true })
          }
        />
      </p>
      <nav aria-label={t('view.tree')} className="cl-tree">
        <Level key={tree} tree={tree} />
      </nav>
    </>
  );
}

function Level({ tree, parent }: { tree: string; parent?: string }) {
  const { t } = useTranslation(['agency', 'ui']);
  const level = useInfiniteQuery({
    queryKey: ['agencies', 'tree', tree, parent ?? null],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      data(
        agencies.GET('/api/v1/agencies', {
          params: {
            query: {
              state: 'active',
              limit: 200,
              tree,
              ...(parent ? { parent } : { top: true }),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    staleTime: 60_000,
  });
  if (level.isPending) return <Skeleton active title={false} />;
  if (level.isError) return <ProblemAlert problem={level.error} onRetry={() => void level.refetch()} />;
  const rows = level.data.pages.flatMap((page) => page.items);
  if (rows.length === 0 && !parent) return <p className="cl-quiet">{t('view.no_tree')}</p>;
  return (
    <>
      <ul>
        {rows.map((row) => (
          <Node key={row.id} tree={tree} row={row} open={!parent && rows.length === 1} />
        ))}
      </ul>
      {level.hasNextPage && (
        <Button size="small" loading={level.isFetchingNextPage} onClick={() => void level.fetchNextPage()}>
          {t('ui:table.more')}
        </Button>
      )}
    </>
  );
}

function Node({ tree, row, open: first }: { tree: string; row: AgencyRow; open: boolean }) {
  const { t } = useTranslation('agency');
  const [open, setOpen] = useState(first);
  const count = row.children;
  return (
    <li>
      <span className="cl-tree-line">
        {count > 0 ? (
          <button
            type="button"
            className="cl-icon"
            aria-expanded={open}
            aria-label={t(open ? 'view.close' : 'view.open', { name: row.name })}
            onClick={() => setOpen(!open)}
          >
            {open ? <CaretDownOutlined /> : <CaretRightOutlined />}
          </button>
        ) : (
          <span className="cl-tree-leaf" />
        )}
        <Link to={`/co-quan/${row.id}`}>{row.name}</Link>
        {count > 0 && <span className="cl-quiet cl-figures">{count}</span>}
      </span>
      {open && <Level tree={tree} parent={row.id} />}
    </li>
  );
}
