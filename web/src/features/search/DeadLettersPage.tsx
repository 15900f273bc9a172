import './search.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { Sections } from './words';

type Letters = Schema<'DeadLetters'>;
/** Days that are looked back. */
const DAYS = 7;

/** Records that no parser fully understood, and those that were lost: by source and reason. */
export function Component() {
  const { t } = useTranslation('search');
  // One window for the page: it must not move with every drawing.
  const [to] = useState(() => new Date());
  const window = useMemo(
    () => ({ from: new Date(to.getTime() - DAYS * 86_400_000).toISOString(), to: to.toISOString() }),
    [to],
  );
  const key = ['search', 'dead-letters', window];
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/search/dead-letters', { params: { query: window }, signal })),
  });
  return (
    <Page title={t('dead.page')} meta={<Sections />} wide>
      <p className="cl-quiet">{t('dead.about', { days: DAYS })}</p>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && found.data.dropped.length === 0 && (
        <p className="cl-notice">{t('dead.none')}</p>
      )}
      {found.data?.items.map((group) => (
        <Group
          key={`${group.source_id}-${group.problem}`}
          group={group}
          window={window}
          mayReplay={found.data.may_replay}
          refresh={key}
        />
      ))}
      {found.data && found.data.dropped.length > 0 && (
        <Card title={t('dead.dropped')}>
          <p className="cl-quiet">{t('dead.dropped_about')}</p>
          <ul className="cl-lines">
            {found.data.dropped.map((one) => (
              <li key={one.source_id ?? 'none'}>
                <span>{one.source_name ?? t('source_unknown')}</span>
                <span className="cl-figures">{formatNumber(one.records)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

function Group({
  group,
  window,
  mayReplay,
  refresh,
}: {
  group: Letters;
  window: { from: string; to: string };
  mayReplay: boolean;
  refresh: unknown[];
}) {
  const { t } = useTranslation('search');
  const { message } = App.useApp();
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: (source_id: string) =>
      data(api.POST('/api/v1/search/dead-letters', { body: { source_id, ...window } })),
    onSuccess: (done) => {
      void message.info(
        t('dead.replayed', {
          looked: formatNumber(done.looked_at),
          understood: formatNumber(done.understood),
          repeated: formatNumber(done.repeated),
        }),
      );
      void client.invalidateQueries({ queryKey: refresh });
    },
  });
  const { source_id: source } = group;
  return (
    <Card
      title={`${group.source_name ?? t('source_unknown')} · ${t('events', { number: formatNumber(group.events) })}`}
      extra={
        mayReplay &&
        source && (
          <Button loading={replay.isPending} onClick={() => replay.mutate(source)}>
            {t('dead.replay')}
          </Button>
        )
      }
    >
      <p>
        {t(`problem.${group.problem}`, { defaultValue: t('problem.other') })}{' '}
        <span className="cl-quiet">
          <DateText value={group.first_at} /> – <DateText value={group.last_at} />
        </span>
      </p>
      {replay.isError && <ProblemAlert problem={replay.error} />}
      {group.examples.length === 0 ? (
        <Nothing />
      ) : (
        <ul className="se-dead">
          {group.examples.map((one) => (
            <li key={one.seq}>
              <code>{one.text}</code>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
