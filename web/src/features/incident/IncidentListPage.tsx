import './incident.css';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { DataTable } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { askOf, type Incident, type Page as IncidentPage, REFRESH_MS } from './api';
import { ask } from './ask';
import { exportList } from './calls';
import { useColumns, useFilters } from './listParts';
import { casePath, IMPORT_PATH, isOpen, NEW_PATH, opensCases, REPORT_PATH, STATISTICS_PATH } from './model';
import { TallyLine } from './TallyLine';

/** Orders of the server; the first is the usual one. */
const ORDERS = ['due', 'newest', 'severity'] as const;

/** Incidents within reach, the one whose term ends next first. */
export function Component() {
  const { t } = useTranslation('incident');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const filters = useFilters();
  const columns = useColumns();
  const asked = params.get('sort');
  const order = ORDERS.find((one) => one === asked) ?? 'due';
  const create = opensCases(session) ? (
    <LinkButton type="primary" to={NEW_PATH}>
      {t('new.menu')}
    </LinkButton>
  ) : (
    can(session, 'incident.report') && (
      <LinkButton type="primary" to={REPORT_PATH}>
        {t('report.menu')}
      </LinkButton>
    )
  );
  return (
    <Page
      title={t('menu')}
      wide
      actions={
        <>
          <LinkButton className="cl-desk-only" to={STATISTICS_PATH}>
            {t('statistics.menu')}
          </LinkButton>
          {opensCases(session) && (
            <LinkButton className="cl-desk-only" to={IMPORT_PATH}>
              {t('import.menu')}
            </LinkButton>
          )}
          {create}
        </>
      }
    >
      <TallyLine />
      <DataTable<Incident>
        id="incident.list"
        label={t('menu')}
        columns={columns}
        rowKey={(i) => i.id}
        filters={filters}
        searchPlaceholder={t('list.search')}
        source={{
          queryKey: ['incident', 'list'],
          refreshMs: REFRESH_MS,
          fetch: ({ cursor, limit, signal, ...query }) =>
            ask<IncidentPage>('GET', '/incidents', {
              query: { ...askOf(query), limit, ...(cursor ? { cursor } : {}) },
              signal,
            }),
        }}
        rowTo={(i) => casePath(i.id)}
        rowState={(i) => (i.overdue && isOpen(i.state) ? 'late' : undefined)}
        exportFormats={['csv', 'json']}
        onExport={(format, query) => exportList(askOf(query), format)}
        extra={
          <Segmented
            aria-label={t('list.order')}
            value={order}
            options={ORDERS.map((value) => ({ value, label: t(`list.by_${value}`) }))}
            onChange={(value) =>
              setParams(
                (old) => {
                  const next = new URLSearchParams(old);
                  if (value === 'due') next.delete('sort');
                  else next.set('sort', value);
                  next.delete('page');
                  return next;
                },
                { replace: true },
              )
            }
          />
        }
        empty={{ title: t('list.empty'), text: t('list.empty_text'), action: create }}
      />
    </Page>
  );
}
