import './incident.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { Level } from '~/features/system/words';
import { formatNumber } from '~/ui/format';
import { lazyPart } from '~/ui/lazyPart';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { Tabs } from '~/ui/Tabs';
import { type Case, caseQuery, type Detail } from './api';
import { CaseActions } from './CaseActions';
import { ClockPanel } from './ClockPanel';
import { countOf, LIST_PATH, TABS, type Tab } from './model';
import { SecretNotice } from './ReportIncidentPage';
import { StepBar } from './StepBar';
import { TimelineTab } from './TimelineTab';
import { Marks, Severity, StateTag } from './words';

/** One incident: what is owed to whom by when, what happened, what is done, what proves it. */
export function Component() {
  const { t } = useTranslation('incident');
  const { incident: id = '' } = useParams();
  const found = useQuery(caseQuery(id));
  const detail = found.data;
  const incident = detail?.incident;
  return (
    <Page
      title={incident?.title ?? t('menu')}
      object={incident?.code}
      wide
      meta={incident && <Head incident={incident} />}
      actions={detail && <CaseActions key={id} detail={detail} />}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && !detail && (
        <RecordProblem
          problem={found.error}
          action="incident.read"
          list={{ to: LIST_PATH, label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.isError && detail && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {detail && <Body key={id} detail={detail} />}
    </Page>
  );
}

function Head({ incident }: { incident: Case }) {
  const session = useSession();
  const { t } = useTranslation('incident');
  const system = incident.system_name && (
    <>
      {incident.system_id && can(session, 'system.read') ? (
        <Link to={`/he-thong/${incident.system_id}`}>{incident.system_name}</Link>
      ) : (
        incident.system_name
      )}{' '}
      · <Level value={incident.system_level} />
    </>
  );
  return (
    <>
      <span className="cl-inline">
        <span className="in-code">{incident.code}</span>
        <StateTag value={incident.state} />
        <Severity value={incident.severity} at={incident.detected_at} />
        <Marks incident={incident} />
      </span>
      <div className="in-head-line">
        <span>{incident.agency_name}</span>
        {system && <span>{system}</span>}
        <span>{incident.lead_name ? t('head.lead', { name: incident.lead_name }) : t('head.no_lead')}</span>
      </div>
    </>
  );
}

function Body({ detail }: { detail: Detail }) {
  return (
    <>
      <Banners incident={detail.incident} />
      <StepBar detail={detail} />
      <div className="in-case">
        <div className="in-main">
          <Parts detail={detail} />
        </div>
        <aside className="in-side">
          <ClockPanel detail={detail} />
        </aside>
      </div>
    </>
  );
}

function Banners({ incident }: { incident: Case }) {
  const { t } = useTranslation('incident');
  return (
    <>
      {incident.drill_id && (
        <p className="in-drill-banner" role="note">
          <strong>{t('mark.drill')}</strong> {t('banner.drill')}
        </p>
      )}
      {incident.state_secret && <SecretNotice />}
      {incident.restricted && (
        <p className="cl-notice" role="note">
          <strong>{t('mark.restricted')}</strong> {t('banner.restricted')}
        </p>
      )}
      {incident.merged_into && (
        <p className="cl-notice" role="note">
          {t('banner.merged')}{' '}
          <Link to={`${LIST_PATH}/${incident.merged_into}`}>{t('banner.merged_open')}</Link>
        </p>
      )}
    </>
  );
}

type Part = ComponentType<{ detail: Detail }>;
const PARTS: Record<Tab, Part> = {
  timeline: TimelineTab,
  tasks: lazyPart(() => import('./TasksTab')),
  evidence: lazyPart(() => import('./EvidenceTab')),
  indicators: lazyPart(() => import('./IndicatorsTab')),
  links: lazyPart(() => import('./LinksTab')),
  reports: lazyPart(() => import('./ReportsTab')),
  people: lazyPart(() => import('./PeopleTab')),
  facts: lazyPart(() => import('./FactsTab')),
};

/** The parts of the case; each is loaded when it is looked at. */
function Parts({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab');
  const tab = TABS.find((one) => one === asked) ?? 'timeline';
  const Part = PARTS[tab];
  const label = (key: Tab) => {
    const count = countOf(detail, key);
    return count ? t('tab_count', { tab: t(`tab.${key}`), number: formatNumber(count) }) : t(`tab.${key}`);
  };
  return (
    <>
      <Tabs
        activeKey={tab}
        onChange={(key) => setParams(key === 'timeline' ? {} : { tab: key }, { replace: true })}
        items={TABS.map((key) => ({ key, label: label(key) }))}
      />
      <Part detail={detail} />
    </>
  );
}
