import './source.css';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { AgoText, Nothing, NumberText } from '~/ui/texts';
import { type Source, sourcesQuery } from './api';
import { PROTOCOLS, STANDINGS } from './model';
import { Standing } from './words';

/** What sends events here, and whether it still does. */
export function Component() {
  const { t } = useTranslation('source');
  const session = useSession();
  const sources = useQuery(sourcesQuery);
  const filters = useFilters();
  const columns = useColumns();
  const create = can(session, 'source.change') && (
    <LinkButton type="primary" to="/nguon-nhat-ky/moi">
      {t('form.new')}
    </LinkButton>
  );
  return (
    <Page title={t('menu')} wide actions={create}>
      {sources.data && <Summary sources={sources.data.items} />}
      {sources.data?.strangers && <Strangers strangers={sources.data.strangers} />}
      <DataTable<Source>
        id="source.list"
        label={t('menu')}
        columns={columns}
        rowKey={(s) => s.id}
        filters={filters}
        searchPlaceholder={t('list.search')}
        source={{
          rows: sources.data?.items,
          error: sources.error,
          onRetry: () => void sources.refetch(),
          text: (s) => [s.name, s.system_name, s.agency_name, s.addresses, s.last_sender, s.note].join(' '),
        }}
        rowTo={(s) => `/nguon-nhat-ky/${s.id}`}
        rowState={(s) => (s.standing === 'silent' ? 'late' : undefined)}
        empty={{ title: t('list.empty'), text: t('list.empty_text'), action: create }}
      />
    </Page>
  );
}

function Summary({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslation('source');
  const count = (standing: string) => sources.filter((s) => s.standing === standing).length;
  const enabled = sources.filter((s) => s.enabled).length;
  if (enabled === 0) return null;
  const silent = count('silent');
  const never = count('never');
  return (
    <p className="so-summary" role="status">
      <span>
        {t('summary.heard', { heard: formatNumber(count('heard')), enabled: formatNumber(enabled) })}
      </span>
      {silent > 0 && <strong>{t('summary.silent', { count: silent })}</strong>}
      {never > 0 && <span>{t('summary.never', { count: never })}</span>}
    </p>
  );
}

/** Events that come from nobody known: they are kept, but no agency is told of them. */
function Strangers({ strangers }: { strangers: Schema<'StrangersInfo'> }) {
  const { t } = useTranslation('source');
  const session = useSession();
  if (strangers.events_24h === 0) return null;
  const sender = strangers.last_sender;
  return (
    <div className="cl-notice so-strangers">
      <span className="cl-break">
        {t('strangers.text', { count: strangers.events_24h, number: formatNumber(strangers.events_24h) })}{' '}
        {sender && t('strangers.last', { sender })} <AgoText value={strangers.last_at} />
      </span>
      {can(session, 'source.change') && sender && (
        <LinkButton size="small" to={`/nguon-nhat-ky/moi?address=${encodeURIComponent(sender)}`}>
          {t('strangers.register')}
        </LinkButton>
      )}
    </div>
  );
}

function useFilters(): FilterDef<Source>[] {
  const { t } = useTranslation('source');
  return useMemo(
    () => [
      {
        key: 'standing',
        label: t('column.standing'),
        kind: 'multi',
        options: STANDINGS.map((value) => ({ value, label: t(`standing.${value}`) })),
        match: (s, values) => values.includes(s.standing),
      },
      {
        key: 'protocol',
        label: t('column.protocol'),
        kind: 'multi',
        options: PROTOCOLS.map((value) => ({ value, label: t(`protocol.${value}`) })),
        match: (s, values) => values.includes(s.protocol),
      },
      {
        key: 'shared',
        label: t('shared.short'),
        kind: 'flag',
        match: (s) => s.shared,
      },
    ],
    [t],
  );
}

/** The system whose events these are; one that collects for several agencies says so. */
function SystemCell({ source }: { source: Source }) {
  const { t } = useTranslation('source');
  if (!source.shared) return source.system_name ?? <Nothing />;
  return (
    <>
      {source.system_name && <div>{source.system_name}</div>}
      <span className="cl-quiet">{t('shared.short')}</span>
    </>
  );
}

function useColumns(): DataColumn<Source>[] {
  const { t } = useTranslation('source');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('column.name'),
        primary: true,
        sortable: true,
        sortValue: (s) => s.name,
        render: (s) => s.name,
      },
      {
        key: 'standing',
        title: t('column.standing'),
        width: '150px',
        sortable: true,
        sortValue: (s) => (STANDINGS as readonly string[]).indexOf(s.standing),
        render: (s) => <Standing value={s.standing} />,
      },
      {
        key: 'last',
        title: t('column.last'),
        width: '140px',
        sortable: true,
        sortValue: (s) => s.last_at,
        render: (s) => <AgoText value={s.last_at} />,
      },
      {
        key: 'events',
        title: t('column.events'),
        width: '120px',
        align: 'right',
        sortable: true,
        sortValue: (s) => s.events_24h,
        render: (s) => <NumberText value={s.events_24h} />,
      },
      {
        key: 'system',
        title: t('column.system'),
        width: '180px',
        sortable: true,
        sortValue: (s) => s.system_name,
        render: (s) => <SystemCell source={s} />,
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '220px',
        sortable: true,
        sortValue: (s) => s.agency_name,
        render: (s) => s.agency_name || <Nothing />,
      },
      {
        key: 'protocol',
        title: t('column.protocol'),
        width: '160px',
        render: (s) => t(`protocol.${s.protocol}`, { defaultValue: s.protocol }),
      },
      {
        key: 'token',
        title: t('column.token'),
        width: '90px',
        render: (s) => (s.token_hint ? <code>…{s.token_hint}</code> : <Nothing />),
      },
      {
        key: 'addresses',
        title: t('column.addresses'),
        width: '180px',
        hidden: true,
        render: (s) => s.addresses.replaceAll(',', ', ') || <Nothing />,
      },
    ],
    [t],
  );
}
