import '../hotline.css';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import {
  daysOf,
  type Opener,
  type Opening,
  offsetOf,
  periodOf,
  readOpenings,
  summaryQuery,
  tablePage,
} from '../api';
import { saveOpenings } from '../calls';
import { reportPath } from '../pages';
import { Sections } from '../Sections';

/** Who looked at what of whose report, and why; and how much each person looked without doing anything. */
export function Component() {
  const { t } = useTranslation('hotline');
  const [params, setParams] = useSearchParams();
  const people = params.get('xem') === 'nguoi';
  return (
    <Page title={t('sections.openings')} meta={<Sections />} wide>
      <p className="cl-quiet">{t('opening.about')}</p>
      <div className="hl-views">
        <Segmented
          aria-label={t('opening.show')}
          value={people ? 'people' : 'list'}
          options={['list', 'people'].map((value) => ({ value, label: t(`opening.by_${value}`) }))}
          onChange={(value) => setParams(value === 'people' ? { xem: 'nguoi' } : {}, { replace: true })}
        />
      </div>
      {people ? <People /> : <List />}
    </Page>
  );
}

function useCsv() {
  const { t } = useTranslation('hotline');
  const { modal } = App.useApp();
  return (query: object, summary: boolean) =>
    saveOpenings(query, summary).catch((error: unknown) => {
      modal.error({ title: t('form.failed'), content: <ProblemAlert problem={error} /> });
    });
}

function askOf(filters: Record<string, string[]>, one: { person: string | null; report: string | null }) {
  return {
    ...daysOf(filters, 'at'),
    ...(filters.idle?.[0] === 'true' ? { idle: true } : {}),
    ...(one.person ? { person_id: one.person } : {}),
    ...(one.report ? { report_id: one.report } : {}),
  };
}

function List() {
  const { t } = useTranslation('hotline');
  const csv = useCsv();
  const [params, setParams] = useSearchParams();
  const one = { person: params.get('person'), report: params.get('report') };
  const filters = useMemo<FilterDef<Opening>[]>(
    () => [
      { key: 'at', label: t('opening.at'), kind: 'dates' },
      { key: 'idle', label: t('opening.only_idle'), kind: 'flag' },
    ],
    [t],
  );
  const columns = useColumns();
  return (
    <>
      {(one.person || one.report) && (
        <div className="cl-notice" role="status">
          <span>{t(one.person ? 'opening.only_person' : 'opening.only_report')}</span>
          <Button size="small" onClick={() => setParams({}, { replace: true })}>
            {t('opening.widen')}
          </Button>
        </div>
      )}
      <DataTable<Opening>
        id="hotline.openings"
        label={t('sections.openings')}
        columns={columns}
        rowKey={(opening) => opening.id}
        filters={filters}
        searchable={false}
        rowState={(opening) => (opening.acted ? undefined : 'late')}
        exportFormats={['csv']}
        onExport={(_, query) => csv(askOf(query.filters, one), false)}
        source={{
          queryKey: ['hotline', 'openings', one.person, one.report],
          fetch: async ({ filters: chosen, cursor, limit, signal }) => {
            const offset = offsetOf(cursor);
            return tablePage(await readOpenings({ ...askOf(chosen, one), offset, limit }, signal), offset);
          },
        }}
        empty={{ title: t('opening.empty'), text: t('opening.empty_text') }}
      />
    </>
  );
}

function useColumns(): DataColumn<Opening>[] {
  const { t } = useTranslation('hotline');
  const reads = can(useSession(), 'hotline.read');
  return useMemo(
    () => [
      {
        key: 'at',
        title: t('opening.at'),
        width: '150px',
        primary: true,
        render: (one) => <DateText value={one.at} />,
      },
      { key: 'person', title: t('opening.person'), width: '170px', render: (one) => one.person_name },
      {
        key: 'report',
        title: t('column.report'),
        width: '140px',
        render: (one) => {
          // What is no report has a word in the place of its number.
          const number = t(`opening.outlet.${one.report_number}`, { defaultValue: one.report_number });
          return reads && number === one.report_number ? (
            <Link className="hl-nowrap" to={reportPath(one.report_id)}>
              {number}
            </Link>
          ) : (
            number
          );
        },
      },
      {
        key: 'part',
        title: t('opening.part'),
        width: '140px',
        render: (one) => t(`part.${one.part}`, { defaultValue: one.part }),
      },
      {
        key: 'purpose',
        title: t('opening.purpose'),
        width: '150px',
        render: (one) => t(`purpose.${one.purpose}`, { defaultValue: one.purpose }),
      },
      {
        key: 'reason',
        title: t('reason'),
        render: (one) =>
          one.reason || one.second_name ? (
            <>
              <span className="hl-words">{one.reason}</span>
              {one.second_name && (
                <span className="hl-under">{t('opening.second', { name: one.second_name })}</span>
              )}
            </>
          ) : (
            <Nothing />
          ),
      },
      {
        key: 'acted',
        title: t('opening.acted'),
        width: '150px',
        render: (one) =>
          one.purpose === 'compared' ? (
            <Nothing />
          ) : one.acted ? (
            t('yes')
          ) : (
            <StatusTag tone="high" label={t('opening.idle')} />
          ),
      },
    ],
    [t, reads],
  );
}

const NONE: readonly Opener[] = [];

function People() {
  const { t } = useTranslation('hotline');
  const csv = useCsv();
  const [params, setParams] = useSearchParams();
  const from = params.get('at_from');
  const to = params.get('at_to');
  const period = useMemo(() => periodOf(from, to), [from, to]);
  const found = useQuery(summaryQuery(period));
  const filters = useMemo<FilterDef<Opener>[]>(
    // The server has counted within the days already.
    () => [{ key: 'at', label: t('opening.at'), kind: 'dates', match: () => true }],
    [t],
  );
  const columns = useMemo<DataColumn<Opener>[]>(
    () => [
      {
        key: 'person',
        title: t('opening.person'),
        primary: true,
        sortable: true,
        sortValue: (one) => one.person_name,
        render: (one) =>
          one.person_id ? (
            <button
              type="button"
              className="cl-link"
              onClick={() => setParams({ person: one.person_id ?? '' })}
            >
              {one.person_name}
            </button>
          ) : (
            one.person_name
          ),
      },
      {
        key: 'opened',
        title: t('opening.opened'),
        width: '140px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.opened,
        render: (one) => formatNumber(one.opened),
      },
      {
        key: 'idle',
        title: t('opening.idle_count'),
        width: '190px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.idle,
        render: (one) =>
          one.idle > 0 ? <strong className="hl-bad">{formatNumber(one.idle)}</strong> : formatNumber(0),
      },
      {
        key: 'revealed',
        title: t('opening.revealed'),
        width: '170px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.revealed,
        render: (one) => formatNumber(one.revealed),
      },
      {
        key: 'refused',
        title: t('opening.refused'),
        width: '190px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.refused,
        render: (one) =>
          one.refused > 0 ? <strong className="hl-bad">{formatNumber(one.refused)}</strong> : formatNumber(0),
      },
      {
        key: 'last_at',
        title: t('opening.last_at'),
        width: '160px',
        sortable: true,
        sortValue: (one) => one.last_at,
        render: (one) => <DateText value={one.last_at} />,
      },
    ],
    [t, setParams],
  );
  return (
    <DataTable<Opener>
      id="hotline.openers"
      label={t('opening.by_people')}
      columns={columns}
      rowKey={(one) => one.person_id ?? one.person_name}
      filters={filters}
      defaultSort="-idle"
      searchPlaceholder={t('opening.search')}
      exportFormats={['csv']}
      onExport={() => csv(period, true)}
      source={{
        rows: found.data?.people ?? (found.isError ? NONE : undefined),
        error: found.error,
        onRetry: () => void found.refetch(),
        text: (one) => one.person_name,
      }}
      empty={{ title: t('opening.empty'), text: t('opening.empty_text') }}
    />
  );
}
