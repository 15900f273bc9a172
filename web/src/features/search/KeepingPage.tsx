import './search.css';
import './keeping.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { Cite } from '~/ui/Cite';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatBytes, formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing, NumberText } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import { keepingQuery } from './api';
import { HoldCard } from './Holds';
import { timesSmaller } from './keeping';
import type { KeepingInfo, KeepRule, KeptDay } from './types';
import { Sections } from './words';

/** How long events are kept, how much there is of them, and what must not be deleted. */
export function Component() {
  const { t } = useTranslation('search');
  const keeping = useQuery(keepingQuery);
  // Whoever does not reach the whole installation sees the holds of their own agencies.
  const refused = isProblem(keeping.error) && keeping.error.status === 403;
  return (
    <Page title={t('menu')} meta={<Sections />} wide>
      {keeping.isPending && <Skeleton active />}
      {keeping.isError &&
        (refused ? (
          <p className="cl-notice">{t('keeping.only_all')}</p>
        ) : (
          <ProblemAlert problem={keeping.error} onRetry={() => void keeping.refetch()} />
        ))}
      {keeping.data ? (
        <div className="cl-cards cl-cards-two se-cards">
          <Rules keeping={keeping.data} />
          <div className="se-stack">
            <Amount keeping={keeping.data} />
            <HoldCard />
          </div>
        </div>
      ) : (
        !keeping.isPending && <HoldCard />
      )}
      {keeping.data && <Days days={keeping.data.days} />}
    </Page>
  );
}

function Rules({ keeping }: { keeping: KeepingInfo }) {
  const { t } = useTranslation('search');
  return (
    <Card title={t('keeping.rules')}>
      <table className="se-rules" aria-label={t('keeping.rules')}>
        <thead className="se-rules-head">
          <tr>
            <th scope="col">{t('keeping.level')}</th>
            <th scope="col">{t('keeping.kept')}</th>
            <th scope="col">{t('keeping.basis')}</th>
          </tr>
        </thead>
        <tbody>
          {keeping.rules.map((rule) => (
            <tr key={rule.level}>
              <th scope="row" className="se-nowrap">
                {t(`level.${rule.level}`, { defaultValue: String(rule.level) })}
              </th>
              <td className="cl-figures se-nowrap">
                {t('keeping.days', { count: rule.days, number: formatNumber(rule.days) })}
              </td>
              <td>
                <Basis rule={rule} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="cl-quiet">
        {t('keeping.at_least', { count: keeping.at_least_days, number: formatNumber(keeping.at_least_days) })}
      </p>
    </Card>
  );
}

/** The article, and how sure it is. */
function Basis({ rule }: { rule: KeepRule }) {
  const { t } = useTranslation('search');
  if (!rule.citation) return <span className="cl-quiet">{t('keeping.own')}</span>;
  return <Cite of={rule} />;
}

function Amount({ keeping }: { keeping: KeepingInfo }) {
  const { t } = useTranslation('search');
  const smaller = timesSmaller(keeping.raw_bytes, keeping.bytes);
  return (
    <Card title={t('amount.title')}>
      <dl className="cl-facts">
        <dt>{t('amount.events')}</dt>
        <dd className="cl-figures">{formatNumber(keeping.events)}</dd>
        <dt>{t('amount.bytes')}</dt>
        <dd className="cl-figures">
          {formatBytes(keeping.bytes)}
          {smaller && <span className="cl-quiet"> – {t('amount.smaller', { number: smaller })}</span>}
        </dd>
        <dt>{t('amount.raw')}</dt>
        <dd className="cl-figures">{formatBytes(keeping.raw_bytes)}</dd>
        <dt>{t('amount.in_memory')}</dt>
        <dd className="cl-figures">{formatNumber(keeping.in_memory)}</dd>
        <dt>{t('amount.damaged')}</dt>
        <dd className="cl-figures">
          {keeping.damaged > 0 ? (
            <span className="se-damaged">
              {t('amount.damaged_some', { count: keeping.damaged, number: formatNumber(keeping.damaged) })}
            </span>
          ) : (
            t('amount.damaged_none')
          )}
        </dd>
      </dl>
    </Card>
  );
}

/** Days that a phone shows before it is asked for more: there each is a card. */
const ON_PHONE = 60;

function Days({ days }: { days: readonly KeptDay[] }) {
  const { t } = useTranslation('search');
  const phone = usePhone();
  const [all, setAll] = useState(false);
  const cut = phone && !all && days.length > ON_PHONE;
  const columns = useMemo<DataColumn<KeptDay>[]>(
    () => [
      {
        key: 'day',
        title: t('days.day'),
        primary: true,
        width: '130px',
        sortable: true,
        sortValue: (d) => d.day,
        render: (d) => <DateText value={d.day} dayOnly />,
      },
      {
        key: 'level',
        title: t('keeping.level'),
        width: '150px',
        sortable: true,
        sortValue: (d) => d.level,
        render: (d) => t(`level.${d.level}`, { defaultValue: String(d.level) }),
      },
      {
        key: 'events',
        title: t('days.events'),
        width: '130px',
        align: 'right',
        sortable: true,
        sortValue: (d) => d.events,
        render: (d) => <NumberText value={d.events} />,
      },
      {
        key: 'bytes',
        title: t('days.bytes'),
        width: '110px',
        align: 'right',
        sortable: true,
        sortValue: (d) => d.bytes,
        render: (d) => <span className="cl-figures">{formatBytes(d.bytes)}</span>,
      },
      {
        key: 'smaller',
        title: t('days.smaller'),
        width: '110px',
        align: 'right',
        sortable: true,
        sortValue: (d) => (d.bytes > 0 ? d.raw_bytes / d.bytes : 0),
        render: (d) => {
          const times = timesSmaller(d.raw_bytes, d.bytes);
          return times ? (
            <span className="cl-figures">{t('days.times', { number: times })}</span>
          ) : (
            <Nothing />
          );
        },
      },
      {
        key: 'until',
        title: t('days.until'),
        width: '150px',
        sortable: true,
        sortValue: (d) => d.until,
        render: (d) => <DateText value={d.until} dayOnly />,
      },
      {
        key: 'held',
        title: t('days.held'),
        width: '150px',
        render: (d) =>
          d.held ? (
            <StatusTag tone="medium" label={t('days.held_tag')} title={t('days.held_why')} />
          ) : (
            <Nothing />
          ),
      },
    ],
    [t],
  );
  const filters = useMemo<FilterDef<KeptDay>[]>(
    () => [
      {
        key: 'level',
        label: t('keeping.level'),
        kind: 'multi',
        options: [0, 1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t(`level.${level}`) })),
        match: (d, values) => values.includes(String(d.level)),
      },
      { key: 'held', label: t('days.only_held'), kind: 'flag', match: (d) => d.held },
    ],
    [t],
  );
  return (
    <>
      <h2 className="cl-section">{t('days.title')}</h2>
      <DataTable<KeptDay>
        id="search.kept"
        label={t('days.title')}
        columns={columns}
        rowKey={(d) => `${d.day} ${d.level}`}
        filters={filters}
        searchable={false}
        source={{ rows: cut ? days.slice(0, ON_PHONE) : days }}
        empty={{ title: t('days.empty'), text: t('days.empty_text') }}
      />
      {cut && (
        <Button block onClick={() => setAll(true)}>
          {t('days.all', { count: days.length, number: formatNumber(days.length) })}
        </Button>
      )}
    </>
  );
}
