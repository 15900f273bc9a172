import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { NotificationLine, useMarkRead } from '~/app/shell/notifications';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';

/** All that the person was told, newest first. */
export function Component() {
  const { t } = useTranslation(['notify', 'ui']);
  const markRead = useMarkRead();
  const list = useInfiniteQuery({
    queryKey: ['notifications', 'all'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/api/v1/notifications', {
          params: { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = list.data?.pages[0]?.unread ?? 0;
  return (
    <Page
      title={t('title')}
      meta={unread > 0 ? t('unread', { count: unread }) : undefined}
      actions={unread > 0 && <Button onClick={() => markRead.mutate(undefined)}>{t('read_all')}</Button>}
    >
      {list.isPending && <Skeleton active />}
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && <EmptyState title={t('empty')} text={t('empty_text')} />}
      <ul className="cl-notes">
        {items.map((item) => (
          <NotificationLine key={item.id} item={item} onRead={(id) => markRead.mutate([id])} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('ui:table.more')}
        </Button>
      )}
    </Page>
  );
}
