import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Timeline } from '~/ui/views';
import { historyQuery } from './api';
import { trailLine } from './trail';

/** Who did what, from the audit log; read when asked for. */
export function HistoryCard({ id }: { id: string }) {
  const { t } = useTranslation('duty');
  const [open, setOpen] = useState(false);
  const trail = useQuery({ ...historyQuery(id), enabled: open });
  return (
    <Card
      title={t('history.title')}
      extra={
        !open && (
          <Button size="small" onClick={() => setOpen(true)}>
            {t('history.open')}
          </Button>
        )
      }
    >
      {!open && <p className="cl-quiet">{t('history.text')}</p>}
      {open && trail.isPending && <Skeleton active />}
      {trail.isError && <ProblemAlert problem={trail.error} onRetry={() => void trail.refetch()} />}
      {trail.isSuccess && (
        <Timeline
          empty={<p className="cl-quiet">{t('history.empty')}</p>}
          entries={trail.data.map((entry, at) => {
            const line = trailLine(entry.action, entry.detail as Record<string, unknown>);
            const params = Object.fromEntries(
              Object.entries(line.params).map(([key, value]) => [
                key,
                key === 'from' || key === 'to' ? formatDate(String(value), true) : String(value),
              ]),
            );
            return {
              id: `${entry.at}-${at}`,
              at: entry.at,
              who: entry.actor_name,
              title: t(`history.action.${line.key}`, params),
              body: line.reason,
            };
          })}
        />
      )}
    </Card>
  );
}
