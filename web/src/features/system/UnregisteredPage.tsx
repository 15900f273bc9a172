import './system.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { useSession } from '~/app/session';
import { agencyFilter, ownAgencies } from '~/features/agency/choices';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { AgoText, DateText, Nothing, NumberText } from '~/ui/texts';
import { REFRESH_MS, type UnregisteredHost } from './api';
import { newSystemPath } from './model';
import { IgnoreDialog, PlaceDialog } from './UnregisteredDialogs';

type Asked = { host: UnregisteredHost; what: 'place' | 'ignore' };

/** Hosts that are seen in events and belong to no registered system. */
export function Component() {
  const { t } = useTranslation('system');
  const [asked, setAsked] = useState<Asked>();
  const filters = useFilters();
  const columns = useColumns(setAsked);
  const close = () => setAsked(undefined);
  return (
    <Page title={t('unregistered.title')} meta={t('unregistered.meta')} wide>
      <DataTable<UnregisteredHost>
        id="system.unregistered"
        label={t('unregistered.title')}
        columns={columns}
        rowKey={(h) => h.id}
        filters={filters}
        searchPlaceholder={t('unregistered.search')}
        source={{
          queryKey: ['system', 'unregistered'],
          refreshMs: REFRESH_MS,
          fetch: ({ search, filters: chosen, cursor, limit, signal }) =>
            data(
              api.GET('/api/v1/systems/unregistered', {
                params: {
                  query: {
                    ...(search ? { search } : {}),
                    ...(chosen.agency?.[0] ? { agency: chosen.agency[0] } : {}),
                    ...(chosen.ignored?.[0] === 'true' ? { ignored: true } : {}),
                    limit,
                    ...(cursor ? { cursor } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        empty={{ title: t('unregistered.empty'), text: t('unregistered.empty_text') }}
      />
      {asked?.what === 'place' && <PlaceDialog host={asked.host} onClose={close} />}
      {asked?.what === 'ignore' && <IgnoreDialog host={asked.host} onClose={close} />}
    </Page>
  );
}

function useFilters(): FilterDef<UnregisteredHost>[] {
  const { t } = useTranslation('system');
  const session = useSession();
  const client = useQueryClient();
  return useMemo(
    () => [
      {
        key: 'agency',
        label: t('unregistered.agency'),
        kind: 'select',
        ...agencyFilter(client, () => ownAgencies(session)),
      },
      { key: 'ignored', label: t('unregistered.only_ignored'), kind: 'flag' },
    ],
    [t, client, session],
  );
}

function useColumns(ask: (asked: Asked) => void): DataColumn<UnregisteredHost>[] {
  const { t } = useTranslation('system');
  return useMemo(
    () => [
      {
        key: 'host',
        title: t('unregistered.host'),
        primary: true,
        render: (h) => (
          <>
            <code className="cl-break">{h.host}</code>
            {h.ignored_at && (
              <div className="cl-quiet cl-wrap">
                {t('unregistered.ignored_because', { why: h.ignored_why, by: h.ignored_by })}
              </div>
            )}
          </>
        ),
      },
      {
        key: 'sender',
        title: t('unregistered.sender'),
        width: '150px',
        hidden: true,
        render: (h) => (h.sender && h.sender !== h.host ? <code>{h.sender}</code> : <Nothing />),
      },
      {
        key: 'source',
        title: t('unregistered.source'),
        width: '230px',
        render: (h) => (
          <>
            {h.source_id ? (
              <Link to={`/nguon-nhat-ky/${h.source_id}`}>{h.source_name}</Link>
            ) : (
              t('unregistered.no_source')
            )}
            {h.agency_name && <div className="cl-quiet">{h.agency_name}</div>}
          </>
        ),
      },
      {
        key: 'events',
        title: t('unregistered.events'),
        width: '100px',
        align: 'right',
        render: (h) => <NumberText value={h.events} />,
      },
      {
        key: 'first',
        title: t('unregistered.first'),
        width: '140px',
        render: (h) => <DateText value={h.first_at} />,
      },
      {
        key: 'last',
        title: t('unregistered.last'),
        width: '130px',
        render: (h) => <AgoText value={h.last_at} />,
      },
      {
        key: 'act',
        title: t('unregistered.act'),
        width: '370px',
        render: (h) => (h.may_change ? <Acts host={h} ask={ask} /> : <Nothing />),
      },
    ],
    [t, ask],
  );
}

/** What may be done about a host: each is one click away. */
function Acts({ host, ask }: { host: UnregisteredHost; ask: (asked: Asked) => void }) {
  const { t } = useTranslation('system');
  const client = useQueryClient();
  const offer = useMutation({
    mutationFn: () =>
      data(api.DELETE('/api/v1/systems/unregistered/{id}/ignored', { params: { path: { id: host.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['system', 'unregistered'] }),
  });
  if (host.ignored_at)
    return (
      <>
        <Button size="small" loading={offer.isPending} onClick={() => offer.mutate()}>
          {t('unregistered.offer')}
        </Button>
        {offer.isError && <ProblemAlert problem={offer.error} />}
      </>
    );
  return (
    <div className="cl-row-actions">
      <Button size="small" type="primary" ghost onClick={() => ask({ host, what: 'place' })}>
        {t('unregistered.place')}
      </Button>
      <LinkButton size="small" to={newSystemPath(host)}>
        {t('unregistered.new')}
      </LinkButton>
      <Button size="small" type="text" onClick={() => ask({ host, what: 'ignore' })}>
        {t('unregistered.ignore')}
      </Button>
    </div>
  );
}
