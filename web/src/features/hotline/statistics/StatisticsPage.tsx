import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PRESETS, presetOf, presetPeriod } from '~/features/incident/statistics';
import { Chart } from '~/ui/Chart';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatNumber, localDay } from '~/ui/format';
import { OneOf } from '~/ui/OneOf';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { usePhone } from '~/ui/usePhone';
import { EmptyState } from '~/ui/views';
import { Amount } from '../desk/words';
import { Sections } from '../Sections';
import { type Row, type Statistics, saveStatistics, statisticsQuery } from './api';
import { type Asked, askedOf, BY, barsOf, monthsOf, mostOf } from './model';

/** Reports of a period in numbers; groups that are too small to stay anonymous are not shown. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const [params, setParams] = useSearchParams();
  const today = localDay(new Date());
  const asked = useMemo(() => askedOf(params, today), [params, today]);
  const found = useQuery(statisticsQuery(asked));
  const load = useMutation({ mutationFn: () => saveStatistics(asked) });
  const put = (next: Partial<Asked>) =>
    setParams(
      (old) => {
        const params = new URLSearchParams(old);
        for (const [key, value] of Object.entries(next)) params.set(key, value);
        return params;
      },
      { replace: true },
    );
  return (
    <Page
      title={t('statistics.title')}
      wide
      meta={t('statistics.meta')}
      actions={
        <Button loading={load.isPending} onClick={() => load.mutate()}>
          {t('statistics.csv')}
        </Button>
      }
    >
      <Sections />
      {load.isError && <ProblemAlert problem={load.error} />}
      <div className="hd-bar">
        <OneOf
          label={t('statistics.by')}
          value={asked.by}
          options={BY.map((value) => ({ value, label: t(`statistics.by_of.${value}`) }))}
          onChange={(by) => put({ by })}
        />
        <OneOf
          label={t('statistics.period')}
          value={presetOf(asked, today)}
          options={PRESETS.map((value) => ({ value, label: t(`statistics.preset.${value}`) }))}
          onChange={(preset) => put(presetPeriod(preset, today))}
        />
        <DatePicker.RangePicker
          picker="month"
          format="MM/YYYY"
          allowClear={false}
          aria-label={t('statistics.months')}
          value={[dayjs(asked.from), dayjs(asked.to)]}
          onChange={(range) => {
            const [from, to] = range ?? [];
            if (from && to) put(monthsOf(from.format('YYYY-MM'), to.format('YYYY-MM'), today));
          }}
        />
      </div>
      {(found.isPending || found.isPlaceholderData) && <Skeleton active />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && !found.isPlaceholderData && <All of={found.data} by={asked.by} />}
    </Page>
  );
}

function All({ of, by }: { of: Statistics; by: Asked['by'] }) {
  const { t } = useTranslation('hotline_desk');
  if (of.rows.length === 0)
    return <EmptyState title={t('statistics.none')} text={t('statistics.none_text')} />;
  return (
    <>
      <dl className="hd-figures">
        <div>
          <dt>{t('statistics.reports')}</dt>
          <dd>
            <Hidden value={of.total.reports} least={of.least_group} />
          </dd>
        </div>
        <div>
          <dt>{t('statistics.with_loss')}</dt>
          <dd>
            <Hidden value={of.total.with_loss} least={of.least_group} />
          </dd>
        </div>
        <div>
          <dt>{t('statistics.amount')}</dt>
          <dd>
            <HiddenAmount value={of.total.amount} />
          </dd>
        </div>
      </dl>
      <Withheld of={of} />
      <Bars of={of} by={by} />
      <Table of={of} by={by} />
    </>
  );
}

/** What is not told, and how: before anybody adds rows up, or publishes them. */
function Withheld({ of }: { of: Statistics }) {
  const { t } = useTranslation('hotline_desk');
  const least = of.least_group;
  return (
    <section className="hd-withheld" aria-labelledby="hd-withheld">
      <h2 id="hd-withheld">{t('statistics.withheld.title', { least })}</h2>
      <p>
        {t('statistics.withheld.groups', { least })}{' '}
        {of.suppressed > 0 && t('statistics.suppressed', { count: of.suppressed })}
      </p>
      <details>
        <summary>{t('statistics.withheld.how')}</summary>
        <ul>
          {(['multiples', 'months', 'rows', 'sums', 'amounts'] as const).map((rule) => (
            <li key={rule}>{t(`statistics.withheld.rule.${rule}`, { least })}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Bars({ of, by }: { of: Statistics; by: Asked['by'] }) {
  const { t } = useTranslation('hotline_desk');
  const phone = usePhone();
  const { rows, most, drawn } = useMemo(() => {
    const rows = barsOf(of.rows, by);
    return {
      rows,
      most: mostOf(of.rows),
      drawn: {
        categories: rows.map((row) => row.name),
        series: [{ name: t('statistics.reports'), values: rows.map((row) => row.reports) }],
      },
    };
  }, [of, by, t]);
  // Of hidden groups alone there is nothing to draw: the table names them.
  if (!most) return <p role="status">{t('statistics.all_hidden')}</p>;
  return (
    <Card title={t(`statistics.by_of.${by}`)}>
      <Chart
        kind="bar"
        horizontal={by !== 'month'}
        title={t('statistics.most', { name: most.name, number: formatNumber(most.reports ?? 0) })}
        {...drawn}
        unit={t('statistics.unit')}
        categoryName={t(`statistics.by_of.${by}`)}
        height={by === 'month' ? 260 : Math.max(180, rows.length * (phone ? 64 : 44))}
      />
    </Card>
  );
}

function Table({ of, by }: { of: Statistics; by: Asked['by'] }) {
  const { t } = useTranslation('hotline_desk');
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      {
        key: 'name',
        title: t(`statistics.by_of.${by}`),
        primary: true,
        sortable: true,
        sortValue: (row) => (by === 'month' ? row.key : row.name),
        render: (row) => row.name,
      },
      {
        key: 'reports',
        title: t('statistics.reports'),
        width: '140px',
        align: 'right',
        sortable: true,
        sortValue: (row) => row.reports,
        render: (row) => <Hidden value={row.reports} least={of.least_group} />,
      },
      {
        key: 'with_loss',
        title: t('statistics.with_loss'),
        width: '160px',
        align: 'right',
        sortable: true,
        sortValue: (row) => row.with_loss,
        render: (row) => <Hidden value={row.with_loss} least={of.least_group} />,
      },
      {
        key: 'amount',
        title: t('statistics.amount'),
        width: '200px',
        align: 'right',
        sortable: true,
        sortValue: (row) => row.amount,
        render: (row) => <HiddenAmount value={row.amount} />,
      },
    ],
    [t, by, of],
  );
  return (
    <DataTable<Row>
      id="hotline.statistics"
      label={t('statistics.title')}
      columns={columns}
      rowKey={(row) => row.key}
      source={{ rows: of.rows, text: (row) => row.name }}
      onExport={false}
      height="auto"
      empty={{ title: t('statistics.none') }}
    />
  );
}

/** A group that is too small says only that it is. */
function Hidden({ value, least }: { value: number | null; least: number }) {
  const { t } = useTranslation('hotline_desk');
  if (value === null) return <span className="cl-quiet">{t('statistics.hidden', { least })}</span>;
  return <span className="cl-figures">{formatNumber(value)}</span>;
}

function HiddenAmount({ value }: { value: number | null }) {
  const { t } = useTranslation('hotline_desk');
  if (value === null) return <span className="cl-quiet">{t('statistics.hidden_amount')}</span>;
  return <Amount value={value} />;
}
