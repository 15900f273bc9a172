import './system.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { Fragment, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { SystemIncidents } from '~/features/incident/SystemIncidents';
import { SEARCH_PATH } from '~/features/search/state';
import { Standing } from '~/features/source/words';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { lazyPart } from '~/ui/lazyPart';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { StatusTag } from '~/ui/StatusTag';
import { Tabs } from '~/ui/Tabs';
import { AgoText, DateText, Nothing } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type Host, type SystemDetail, systemQuery } from './api';
import { choicesQuery } from './assess';
import { paperText, spaced } from './model';
import { DossierTag, Flags, Level, SystemStanding } from './words';

/** One system: whose it is, its hosts, through which sources it is heard. */
export function Component() {
  const { t } = useTranslation('system');
  const { system: id = '' } = useParams();
  const session = useSession();
  const found = useQuery(systemQuery(id));
  const system = found.data?.system;
  const [params] = useSearchParams();
  return (
    <Page
      title={system?.name ?? t('menu')}
      object={system?.name}
      // Tables of many columns; the overview is read like a page.
      wide={params.has('tab')}
      meta={
        system && (
          <span className="cl-inline">
            <SystemStanding system={system} />
            <Level value={system.level} proposed={system.proposed_level} />
            <DossierTag state={system.dossier} />
            <Flags flags={system.flags} />
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
      {found.data && <Parts detail={found.data} />}
    </Page>
  );
}

const LevelTab = lazyPart(() => import('./LevelTab'));
const DossierTab = lazyPart(() => import('~/features/dossier/DossierTab'));
const LayersTab = lazyPart(() => import('~/features/protection/LayersTab'));
const ControlsTab = lazyPart(() => import('~/features/protection/ControlsTab'));
const WeaknessesTab = lazyPart(() => import('~/features/protection/WeaknessesTab'));
const AssetsTab = lazyPart(() => import('~/features/protection/AssetsTab'));
const NationalTab = lazyPart(() => import('~/features/national/NationalTab'));
const RecordsTab = lazyPart(() => import('~/features/protection/RecordsTab'));

const TABS = {
  level: LevelTab,
  dossiers: DossierTab,
  layers: LayersTab,
  controls: ControlsTab,
  weaknesses: WeaknessesTab,
  assets: AssetsTab,
  records: RecordsTab,
  national: NationalTab,
} as const;

/** The parts of the record; each is loaded when it is looked at. */
function Parts({ detail }: { detail: SystemDetail }) {
  const { t } = useTranslation('system');
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab') ?? 'overview';
  const tab = asked in TABS ? asked : 'overview';
  const Part = tab in TABS ? TABS[tab as keyof typeof TABS] : undefined;
  return (
    <>
      <Tabs
        activeKey={tab}
        onChange={(key) => setParams(key === 'overview' ? {} : { tab: key }, { replace: true })}
        items={['overview', ...Object.keys(TABS)].map((key) => ({ key, label: t(`tab.${key}`) }))}
      />
      {Part ? (
        <Part key={detail.system.id} system={detail.system} />
      ) : (
        <>
          <Sources detail={detail} />
          <Facts detail={detail} />
          <SystemIncidents system={detail.system.id} />
          <Hosts hosts={detail.hosts} />
        </>
      )}
    </>
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

function Facts({ detail: { system, profile, host_system_name } }: { detail: SystemDetail }) {
  const { t } = useTranslation('system');
  const choices = useQuery(choicesQuery(undefined));
  const sector = choices.data?.sectors.find((s) => s.code === system.sector)?.label ?? system.sector;
  const said: [string, React.ReactNode][] = [
    ['column.state', t(`state.${system.state}`, { defaultValue: system.state })],
    ['form.operator', system.operator_name ?? profile.operator_name],
    ['form.unit', system.unit_name],
    ['form.hosting', system.hosting && t(`hosting.${system.hosting}`, { defaultValue: system.hosting })],
    [
      'form.host_system',
      system.host_system_id && (
        <Link to={`/he-thong/${system.host_system_id}`}>{host_system_name ?? system.host_system_id}</Link>
      ),
    ],
    ['form.sector', sector],
    ['form.go_live', system.go_live && <DateText value={system.go_live} dayOnly />],
    ['form.retired', system.retired_on && <DateText value={system.retired_on} dayOnly />],
    ['profile.purpose', profile.purpose],
    ['profile.served', profile.served],
    ['profile.regulation', paperText(profile.regulation)],
    ['profile.list_decision', paperText(profile.list_decision)],
    ['profile.plan_status', profile.plan_status && t(`plan_status.${profile.plan_status}`)],
    ['form.listed', system.listed_since && <DateText value={system.listed_since} dayOnly />],
  ];
  return (
    <Card title={t('page.facts')}>
      <dl className="cl-facts">
        <dt>{t('column.agency')}</dt>
        <dd>{system.agency_name || <Nothing />}</dd>
        <dt>{t('column.level')}</dt>
        <dd>
          <Level value={system.level} proposed={system.proposed_level} />
          {system.decided_on && (
            <span className="cl-quiet">
              {' '}
              {t('page.decided')} <DateText value={system.decided_on} dayOnly /> ({system.regime})
            </span>
          )}
        </dd>
        {said
          .filter(([, value]) => Boolean(value))
          .map(([label, value]) => (
            <Fragment key={label}>
              <dt>{t(label)}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
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
