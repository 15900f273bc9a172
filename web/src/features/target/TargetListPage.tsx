import './target.css';
import { useQuery } from '@tanstack/react-query';
import { InputNumber } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { localDay } from '~/ui/format';
import { Page } from '~/ui/Page';
import { DateText, Nothing } from '~/ui/texts';
import { LIGHTS, lightCounts, type TargetLine } from './model';
import { Goal, Light, ValueText } from './words';

/** Targets of a year: goal, latest value, traffic light. */
export function Component() {
  const { t } = useTranslation('target');
  const [params, setParams] = useSearchParams();
  const thisYear = Number(localDay(new Date()).slice(0, 4));
  const asked = Number(params.get('nam'));
  const year = asked >= 1990 && asked <= 2200 ? asked : thisYear;
  const plan = params.get('plan');
  const found = useQuery({
    queryKey: ['target', 'list', year, plan],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/targets', { params: { query: plan ? { year, plan } : { year } }, signal })),
  });
  const columns = useMemo<DataColumn<TargetLine>[]>(
    () => [
      { key: 'path', title: t('column.path'), width: '90px', render: (r) => r.target.path, notOnPhone: true },
      {
        key: 'text',
        title: t('column.text'),
        primary: true,
        sortable: true,
        sortValue: (r) => r.target.text,
        render: (r) => (
          <span className="ta-clamp" title={r.target.text}>
            {r.target.text}
          </span>
        ),
      },
      {
        key: 'goal',
        title: t('column.goal', { year }),
        width: '140px',
        align: 'right',
        render: (r) => <Goal line={r} year={year} />,
      },
      {
        key: 'value',
        title: t('column.value'),
        width: '140px',
        align: 'right',
        sortable: true,
        sortValue: (r) => r.value?.value,
        render: (r) => <ValueText value={r.value} target={r.target} />,
      },
      {
        key: 'light',
        title: t('column.light'),
        width: '150px',
        sortable: true,
        sortValue: (r) => LIGHTS.indexOf(r.light as (typeof LIGHTS)[number]),
        render: (r) => <Light light={r.light} />,
      },
      {
        key: 'confirmed',
        title: t('column.confirmed'),
        width: '130px',
        render: (r) => (r.value ? t(r.confirmed ? 'confirmed.yes' : 'confirmed.no') : <Nothing />),
      },
      {
        key: 'as_of',
        title: t('column.as_of'),
        width: '120px',
        render: (r) => <DateText value={r.value?.as_of} dayOnly />,
      },
    ],
    [t, year],
  );
  const filters = useMemo<FilterDef<TargetLine>[]>(
    () => [
      {
        key: 'light',
        label: t('column.light'),
        kind: 'multi',
        options: LIGHTS.map((value) => ({ value, label: t(`light.${value}`) })),
        match: (row, values) => values.includes(row.light),
      },
      {
        key: 'unconfirmed',
        label: t('filter.unconfirmed'),
        kind: 'flag',
        match: (row, values) =>
          values[0] !== 'true' || (row.value !== null && row.value !== undefined && !row.confirmed),
      },
    ],
    [t],
  );
  const counts = lightCounts(found.data ?? []);
  return (
    <Page
      title={t('title', { year })}
      meta={
        counts.length > 0 && (
          <span className="ta-counts">
            {counts.map(([light, n]) => (
              <span key={light}>
                <strong className="cl-figures">{n}</strong> {t(`light.${light}`)}
              </span>
            ))}
          </span>
        )
      }
      wide
    >
      <DataTable<TargetLine>
        id="target.list"
        label={t('menu')}
        columns={columns}
        rowKey={(r) => r.target.id}
        filters={filters}
        searchPlaceholder={t('search')}
        source={{
          rows: found.data,
          error: found.error ?? undefined,
          onRetry: () => void found.refetch(),
          text: (r) => `${r.target.path} ${r.target.text}`,
        }}
        rowTo={(r) => `/chi-tieu/${r.target.id}`}
        rowState={(r) => (r.light === 'missed' ? 'late' : undefined)}
        extra={
          <InputNumber
            className="ta-year"
            prefix={t('year')}
            aria-label={t('year')}
            min={1990}
            max={2200}
            precision={0}
            value={year}
            onChange={(next) =>
              setParams(
                (old) => {
                  const changed = new URLSearchParams(old);
                  if (next && next !== thisYear) changed.set('nam', String(next));
                  else changed.delete('nam');
                  return changed;
                },
                { replace: true },
              )
            }
          />
        }
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}
