import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { NumberText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { answerTones } from './Figures';
import { figures } from './model';

type Changed = Schema<'ReportChangedDuty'>;

/** Against the last report of the same plan and agency. */
export function Comparison({ id }: { id: string }) {
  const { t } = useTranslation('report');
  const query = useQuery({
    queryKey: ['reports', 'compare', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/reports/{id}/comparison', { params: { path: { id }, query: {} }, signal })),
  });
  if (query.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (query.isError) return <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />;
  const found = query.data;
  if (!found) return <EmptyState title={t('compare.none')} text={t('compare.none_text')} />;
  const tag = (answer: string | null | undefined) =>
    answer ? (
      <StatusTag tone={answerTones[answer] ?? 'info'} label={t(`answer.${answer as 'done'}`)} />
    ) : (
      <span className="cl-quiet">{t('compare.new')}</span>
    );
  const columns: DataColumn<Changed>[] = [
    { key: 'agency', title: t('row.agency'), width: '26%', render: (r) => r.agency_name },
    {
      key: 'text',
      title: t('row.text'),
      primary: true,
      render: (r) => `${r.path ? `${r.path} ` : ''}${r.text}`,
    },
    { key: 'before', title: t('compare.before'), width: '160px', render: (r) => tag(r.before) },
    { key: 'after', title: t('compare.after'), width: '160px', render: (r) => tag(r.after) },
  ];
  return (
    <>
      <table className="cl-report-compare">
        <thead>
          <tr>
            <th scope="col">{t('compare.figure')}</th>
            <th scope="col">{t('compare.before')}</th>
            <th scope="col">{t('compare.after')}</th>
            <th scope="col">{t('compare.change')}</th>
          </tr>
        </thead>
        <tbody className="cl-figures">
          {figures.map(({ key }) => {
            const by = found.after[key] - found.before[key];
            return (
              <tr key={key}>
                <th scope="row">{t(`figure.${key}`)}</th>
                <td>{formatNumber(found.before[key])}</td>
                <td>{formatNumber(found.after[key])}</td>
                <td>{by === 0 ? '=' : `${by > 0 ? '+' : '−'}${formatNumber(Math.abs(by))}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {found.targets.length > 0 && (
        <Card title={t('compare.targets', { count: found.targets.length })}>
          <ul className="cl-report-lines">
            {found.targets.map((x) => (
              <li key={x.target_id}>
                {x.path} {x.text}: <NumberText value={x.before} {...(x.unit ? { unit: x.unit } : {})} /> →{' '}
                <NumberText value={x.after} {...(x.unit ? { unit: x.unit } : {})} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {found.gone.length > 0 && (
        <Card title={t('compare.gone', { count: found.gone.length })}>
          <ul className="cl-report-lines">
            {found.gone.map((x) => (
              <li key={x.duty_id}>
                <strong>{x.agency_name}</strong>: {x.path} {x.text} {tag(x.before)}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {found.still_silent.length > 0 && (
        <Card title={t('compare.still_silent', { count: found.still_silent.length })}>
          <p>{found.still_silent.join('; ')}</p>
        </Card>
      )}
      <DataTable<Changed>
        id="report.changed"
        label={t('compare.changed')}
        columns={columns}
        rowKey={(r) => r.duty_id}
        source={{ rows: found.changed, text: (r: Changed) => `${r.agency_name} ${r.text}` }}
        urlPrefix="c_"
        empty={{ title: t('compare.unchanged') }}
      />
    </>
  );
}
