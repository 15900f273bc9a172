import './system.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { SEARCH_PATH } from '~/features/search/state';
import { Standing } from '~/features/source/words';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { StatusTag } from '~/ui/StatusTag';
import { AgoText, DateText, Nothing } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type Host, type System, type SystemDetail, systemQuery } from './api';
import { spaced } from './model';
import { Level, SystemStanding } from './words';

/** One system: whose it is, its hosts, through which sources it is heard. */
export function Component() {
  const { t } = useTranslation('system');
  const { system: id = '' } = useParams();
  const session = useSession();
  const found = useQuery(systemQuery(id));
  const system = found.data?.system;
  return (
    <Page
      title={system?.name ?? t('menu')}
      object={system?.name}
      meta={
        system && (
          <span className="cl-inline">
            <SystemStanding system={system} />
            <Level value={system.level} />
            {system.priority && <span>{t('page.priority')}</span>}
            {!system.active && <StatusTag tone="info" label={t('page.retired')} />}
            <span>{system.agency_name}</span>
          </span>
        )
      }
      actions={
        system && (
          <>
            {can(session, 'alert.read') && (
              <LinkButton to={`/canh-bao?system=${id}`}>{t('page.alerts')}</LinkButton>
            )}
            {can(session, 'search.read') && (
              <LinkButton to={`${SEARCH_PATH}?q=${encodeURIComponent(`system:${id}`)}`}>
                {t('page.events')}
              </LinkButton>
            )}
            {system.may_change && (
              <LinkButton type="primary" to={`/he-thong/${id}/sua`}>
                {t('form.edit')}
              </LinkButton>
            )}
          </>
        )
      }
    >
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="system.read"
          list={{ to: '/he-thong', label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data && (
        <>
          <Sources detail={found.data} />
          <Facts system={found.data.system} />
          <Hosts hosts={found.data.hosts} />
        </>
      )}
    </Page>
  );
}

/** Through which sources it is heard, or should be. */
function Sources({ detail: { system, through } }: { detail: SystemDetail }) {
  const { t } = useTranslation('system');
  const session = useSession();
  const register = can(session, 'source.change') && (
    <LinkButton to={`/nguon-nhat-ky/moi?system=${system.id}&agency=${system.agency_id}`}>
      {t('through.register')}
    </LinkButton>
  );
  return (
    <Card title={t('through.title')}>
      {through.length === 0 ? (
        <EmptyState title={t('through.none')} text={t('through.none_text')} action={register} />
      ) : (
        <ul className="cl-lines">
          {through.map((source) => (
            <li key={source.source_id}>
              <span>
                {can(session, 'source.read') ? (
                  <Link to={`/nguon-nhat-ky/${source.source_id}`}>{source.name}</Link>
                ) : (
                  source.name
                )}
                <br />
                <span className="cl-quiet">
                  {source.last_at ? (
                    <>
                      {t('through.last')} <AgoText value={source.last_at} />
                    </>
                  ) : (
                    t('through.never')
                  )}
                </span>
              </span>
              <Standing value={source.standing} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Hosts({ hosts }: { hosts: readonly Host[] }) {
  const { t } = useTranslation('system');
  const columns = useMemo<DataColumn<Host>[]>(
    () => [
      {
        key: 'name',
        title: t('hosts.name'),
        primary: true,
        sortable: true,
        sortValue: (h) => h.name,
        render: (h) => h.name || <span className="cl-quiet">{t('hosts.unnamed')}</span>,
      },
      {
        key: 'addresses',
        title: t('hosts.addresses'),
        render: (h) => (h.addresses ? spaced(h.addresses) : <Nothing />),
      },
    ],
    [t],
  );
  if (hosts.length === 0)
    return (
      <Card title={t('hosts.title')}>
        <p className="cl-quiet">{t('hosts.none')}</p>
      </Card>
    );
  return (
    <Card title={t('hosts.title_many', { number: formatNumber(hosts.length) })}>
      <DataTable<Host>
        id="system.hosts"
        label={t('hosts.title')}
        columns={columns}
        rowKey={(h) => `${h.name} ${h.addresses}`}
        searchable={hosts.length > 10}
        searchPlaceholder={t('hosts.search')}
        source={{ rows: hosts, text: (h) => `${h.name} ${h.addresses}` }}
        empty={{ title: t('hosts.none') }}
        height={hosts.length > 12 ? '480px' : 'auto'}
      />
    </Card>
  );
}

function Facts({ system }: { system: System }) {
  const { t } = useTranslation('system');
  return (
    <Card title={t('page.facts')}>
      <dl className="cl-facts">
        <dt>{t('column.agency')}</dt>
        <dd>{system.agency_name || <Nothing />}</dd>
        <dt>{t('column.level')}</dt>
        <dd>
          <Level value={system.level} />
        </dd>
        <dt>{t('form.priority')}</dt>
        <dd>{t(system.priority ? 'yes' : 'no')}</dd>
        <dt>{t('form.exempt')}</dt>
        <dd>
          {system.exempt
            ? t(`exempt.${system.exempt}`, { defaultValue: system.exempt })
            : t('form.exempt_none')}
        </dd>
        <dt>{t('form.national')}</dt>
        <dd>
          <DateText value={system.national_since} dayOnly />
        </dd>
        <dt>{t('column.last')}</dt>
        <dd>
          <DateText value={system.last_at} relative />
        </dd>
        {system.note && (
          <>
            <dt>{t('form.note')}</dt>
            <dd className="cl-timeline-body">{system.note}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}
