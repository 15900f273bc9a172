import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { linkQuery } from './api';

/** The secret link by which a phone's calendar shows the same dates. */
export function FeedButton() {
  const { t } = useTranslation('obligation');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('feed.open')}</Button>
      <Modal
        open={open}
        title={t('feed.title')}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Feed />
      </Modal>
    </>
  );
}

function Feed() {
  const { t } = useTranslation('obligation');
  const client = useQueryClient();
  const { message } = App.useApp();
  const link = useQuery(linkQuery);
  const renew = useMutation({
    mutationFn: () => data(api.POST('/api/v1/calendar/link')),
    gcTime: 0,
    onSuccess: (made) => client.setQueryData(linkQuery.queryKey, { ...made, url: null }),
  });
  const revoke = useMutation({
    mutationFn: () => api.DELETE('/api/v1/calendar/link'),
    onSuccess: () => {
      renew.reset();
      void message.success(t('feed.revoked'));
      return client.invalidateQueries({ queryKey: linkQuery.queryKey });
    },
  });
  if (link.isPending) return <Skeleton active />;
  if (link.isError) return <ProblemAlert problem={link.error} onRetry={() => void link.refetch()} />;
  const url = renew.data?.url;
  const exists = Boolean(link.data.since);
  const problem = renew.error ?? revoke.error;
  return (
    <>
      <p>{t('feed.text')}</p>
      {Boolean(problem) && <ProblemAlert problem={problem} />}
      {url ? (
        <>
          <p>{t('feed.once')}</p>
          <div className="ob-feed">
            <Input readOnly value={url} aria-label={t('feed.title')} onFocus={(e) => e.target.select()} />
            <Button
              type="primary"
              onClick={() =>
                void navigator.clipboard.writeText(url).then(
                  () => message.success(t('feed.copied')),
                  () => message.warning(t('feed.copy_by_hand')),
                )
              }
            >
              {t('feed.copy')}
            </Button>
          </div>
        </>
      ) : (
        exists && (
          <p>
            {t('feed.since')} <DateText value={link.data.since} />
          </p>
        )
      )}
      <div className="cl-row-actions">
        {!url && (
          <Button
            type={exists ? 'default' : 'primary'}
            loading={renew.isPending}
            onClick={() => renew.mutate()}
          >
            {t(exists ? 'feed.renew' : 'feed.make')}
          </Button>
        )}
        {exists && (
          <Button danger loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('feed.revoke')}
          </Button>
        )}
      </div>
    </>
  );
}
