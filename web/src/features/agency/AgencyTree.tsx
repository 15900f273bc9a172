import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { data } from '~/api/client';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type AgencyRow, agencies } from './wire';

/** The administrative tree, one level at a time: 3,400 units are never drawn at once. */
export function AgencyTree() {
  const { t } = useTranslation('agency');
  return (
    <nav aria-label={t('view.tree')} className="cl-tree">
      <Level />
    </nav>
  );
}

function Level({ parent }: { parent?: string }) {
  const { t } = useTranslation(['agency', 'ui']);
  const level = useInfiniteQuery({
    queryKey: ['agencies', 'tree', parent ?? null],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      data(
        agencies.GET('/api/v1/agencies', {
          params: {
            query: {
              state: 'active',
              limit: 200,
              ...(parent ? { parent } : {}),
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
  // Without a parent the server lists all; the roots are those with none above them.
  const shown = parent ? rows : rows.filter((row) => !row.parent_id);
  return (
    <>
      <ul>
        {shown.map((row) => (
          <Node key={row.id} row={row} open={!parent && shown.length === 1} />
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

function Node({ row, open: first }: { row: AgencyRow; open: boolean }) {
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
      {open && <Level parent={row.id} />}
    </li>
  );
}
