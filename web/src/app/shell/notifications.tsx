import { BellOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Badge, Button, Popover } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { DateText } from '~/ui/texts';

type Notification = Schema<'NotificationView'>;

export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    // Without ids: all of them.
    mutationFn: (ids: string[] | undefined) =>
      data(api.POST('/api/v1/notifications/read', { body: ids ? { ids } : {} })),
    onSettled: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
}

/** What the person was told, in the bar of every page; asked for once a minute. */
export function NotificationBell() {
  const { t } = useTranslation('notify');
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const markRead = useMarkRead();
  const list = useQuery({
    queryKey: ['notifications', 'bell'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/notifications', { params: { query: { limit: 8 } }, signal })),
    refetchInterval: 60_000,
    staleTime: 30_000,
  });
  useEffect(() => setOpen(false), [pathname]);
  const unread = list.data?.unread ?? 0;
  const items = list.data?.items ?? [];
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div className="cl-bell">
          <div className="cl-bell-head">
            <strong>{t('title')}</strong>
            {unread > 0 && (
              <Button type="link" size="small" onClick={() => markRead.mutate(undefined)}>
                {t('read_all')}
              </Button>
            )}
          </div>
          {list.isError && <p className="cl-quiet">{t('failed')}</p>}
          {list.isSuccess && items.length === 0 && <p className="cl-quiet">{t('empty')}</p>}
          <ul className="cl-notes">
            {items.map((item) => (
              <NotificationLine key={item.id} item={item} onRead={(id) => markRead.mutate([id])} />
            ))}
          </ul>
          <Link to="/thong-bao" onClick={() => setOpen(false)}>
            {t('all')}
          </Link>
        </div>
      }
    >
      <button
        type="button"
        className="cl-icon"
        aria-haspopup="dialog"
        aria-label={unread > 0 ? t('bell_unread', { count: unread }) : t('title')}
      >
        {/* Beside the bell: two digits over it would hide it. */}
        <Badge count={unread} size="small" overflowCount={99} offset={[unread > 9 ? 9 : 3, -2]}>
          <BellOutlined className="cl-bell-icon" />
        </Badge>
      </button>
    </Popover>
  );
}

/** One sentence by its kind, leading to the record; following it marks it as read. */
export function NotificationLine({ item, onRead }: { item: Notification; onRead: (id: string) => void }) {
  const { t } = useTranslation('notify');
  const text = t(item.kind, {
    ...(item.params as Record<string, unknown>),
    defaultValue: t('unknown'),
  });
  const read = () => {
    if (!item.read_at) onRead(item.id);
  };
  // Only paths of this app: the text comes from records.
  const inside = item.link?.startsWith('/') && !item.link.startsWith('//') ? item.link : undefined;
  return (
    <li data-unread={!item.read_at || undefined}>
      {inside ? (
        <Link to={inside} onClick={read}>
          {text}
        </Link>
      ) : (
        <button type="button" className="cl-link" onClick={read}>
          {text}
        </button>
      )}
      <div className="cl-quiet">
        {!item.read_at && <span className="cl-hidden">{t('new')} </span>}
        <DateText value={item.created_at} relative />
      </div>
    </li>
  );
}
