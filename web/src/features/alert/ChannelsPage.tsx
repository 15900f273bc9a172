import './alert.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { AgoText } from '~/ui/texts';
import { type Channel, channelsQuery } from './api';
import { ChannelDialog, SecretDialog } from './ChannelDialog';
import { targetsOf } from './channel';
import { Sections } from './Sections';
import { Severity } from './words';

/** Who is told of new alerts, how, from which severity and at which hours. */
export function Component() {
  const { t } = useTranslation('alert');
  const found = useQuery(channelsQuery);
  const [asked, setAsked] = useState<'new' | Channel>();
  const columns = useColumns(setAsked);
  const [secret, setSecret] = useState<string>();
  const open = (
    <Button type="primary" onClick={() => setAsked('new')}>
      {t('channel.new')}
    </Button>
  );
  return (
    <Page title={t('channel.page')} meta={<Sections />} wide actions={open}>
      <p className="cl-quiet">{t('channel.page_about')}</p>
      <DataTable<Channel>
        id="alert.channels"
        label={t('channel.page')}
        columns={columns}
        rowKey={(c) => c.id}
        searchable={(found.data?.length ?? 0) > 10}
        searchPlaceholder={t('channel.search')}
        source={{
          rows: found.data,
          error: found.error,
          onRetry: () => void found.refetch(),
          text: (c) => [c.name, c.target, c.agency_name].filter(Boolean).join(' '),
        }}
        onOpen={setAsked}
        empty={{
          title: t('channel.empty'),
          text: t('channel.empty_text'),
          action: <Button onClick={() => setAsked('new')}>{t('channel.new')}</Button>,
        }}
      />
      {asked && (
        <ChannelDialog
          {...(asked === 'new' ? {} : { channel: asked })}
          onSecret={setSecret}
          onClose={() => setAsked(undefined)}
        />
      )}
      {secret && <SecretDialog secret={secret} onDone={() => setSecret(undefined)} />}
    </Page>
  );
}

/** Whom it tells: roles by their names, else as written. */
export function Target({ channel }: { channel: Pick<Channel, 'kind' | 'target'> }) {
  const { t } = useTranslation('auth');
  if (channel.kind === 'webhook') return <code className="al-code">{channel.target}</code>;
  const words = targetsOf(channel);
  if (channel.kind === 'app')
    return words.map((role) => t(`role.${role}`, { defaultValue: role })).join(', ');
  return <span className="cl-break">{words.join(', ')}</span>;
}

function useColumns(open: (channel: Channel) => void): DataColumn<Channel>[] {
  const { t } = useTranslation('alert');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('channel.name'),
        primary: true,
        sortable: true,
        sortValue: (c) => c.name,
        // The row opens in place: its name is the button that the keyboard reaches.
        render: (c) => (
          <button type="button" className="cl-link" onClick={() => open(c)}>
            {c.name}
          </button>
        ),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '140px',
        render: (c) =>
          !c.enabled ? (
            <StatusTag tone="info" label={t('channel.off')} />
          ) : c.last_error ? (
            <StatusTag tone="urgent" label={t('channel.failing')} />
          ) : (
            <StatusTag tone="good" label={t('channel.on')} />
          ),
      },
      {
        key: 'kind',
        title: t('channel.kind'),
        width: '150px',
        render: (c) => t(`channel.kinds.${c.kind}`, { defaultValue: c.kind }),
      },
      { key: 'target', title: t('channel.target'), width: '260px', render: (c) => <Target channel={c} /> },
      {
        key: 'severity',
        title: t('channel.severity'),
        width: '140px',
        render: (c) => <Severity value={c.severity} />,
      },
      {
        key: 'hours',
        title: t('channel.hours'),
        width: '150px',
        render: (c) => t(`channel.at.${c.hours}`, { defaultValue: c.hours }),
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '190px',
        render: (c) => c.agency_name ?? t('channel.everywhere'),
      },
      {
        key: 'last',
        title: t('channel.last'),
        width: '200px',
        render: (c) => (
          <>
            <AgoText value={c.last_sent_at} />
            {c.last_error && (
              <details className="al-error">
                <summary>{t('channel.error')}</summary>
                {c.last_error}
              </details>
            )}
          </>
        ),
      },
    ],
    [t, open],
  );
}
