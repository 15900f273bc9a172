import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { Instance } from '~/features/duty/words';
import { goalText } from '~/features/target/model';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, Nothing, NumberText, ValueMark } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import { type Counts, figures, type Report, type RowFilter } from './model';

type Row = Schema<'ReportDutyRow'>;
export type OpenRows = (filter: RowFilter, title: string) => void;

export const answerTones: Record<string, Tone> = {
  done: 'good',
  in_progress: 'low',
  not_started: 'medium',
  not_done: 'high',
  no_answer: 'info',
};

/** Every number opens the rows it stands for. */
export function FigureBar({ counts, onOpen, agency }: { counts: Counts; onOpen: OpenRows; agency?: string }) {
  const { t } = useTranslation('report');
  return (
    <ul className="cl-report-figures" aria-label={t('figure.label')}>
      {figures
        .filter(({ key }) => !(agency && key === 'silent'))
        .map(({ key, filter }) => (
          <li key={key} data-tone={counts[key] > 0 ? key : undefined}>
            <button
              type="button"
              disabled={counts[key] === 0}
              onClick={() =>
                onOpen({ ...filter, ...(agency ? { agency_id: agency } : {}) }, t(`figure.${key}`))
              }
            >
              <strong className="cl-figures">{formatNumber(counts[key])}</strong>
              <span>{t(`figure.${key}`)}</span>
              {key === 'done' && counts.unaccepted > 0 && (
                <small>{t('figure.unaccepted', { count: counts.unaccepted })}</small>
              )}
            </button>
          </li>
        ))}
    </ul>
  );
}

export function Targets({ targets, frozen }: { targets: Report['targets']; frozen: boolean }) {
  const { t } = useTranslation('report');
  if (targets.length === 0) return null;
  const columns: DataColumn<Report['targets'][number]>[] = [
    { key: 'path', title: t('target.path'), width: '80px', render: (r) => r.path },
    { key: 'text', title: t('target.text'), primary: true, render: (r) => r.text },
    {
      key: 'goal',
      title: t('target.goal'),
      align: 'right',
      width: '130px',
      render: (r) => {
        const goal = goalText(r.comparator, r.goal, r.unit);
        if (!goal) return <Nothing />;
        return r.goal_year ? t('target.goal_of_year', { goal, year: r.goal_year }) : goal;
      },
    },
    {
      key: 'value',
      title: t('target.value'),
      align: 'right',
      width: '150px',
      render: (r) => (
        <span title={r.query ?? undefined}>
          {r.source && <ValueMark source={r.source === 'computed' ? 'computed' : 'reported'} />}
          {frozen && <ValueMark source="frozen" />}{' '}
          {r.kind === 'milestone' ? (
            r.reached === null || r.reached === undefined ? (
              <Nothing />
            ) : (
              t(r.reached ? 'target.reached' : 'target.not_reached')
            )
          ) : (
            <NumberText value={r.value} {...(r.unit ? { unit: r.unit } : {})} />
          )}
        </span>
      ),
    },
    {
      key: 'met',
      title: t('target.state'),
      width: '140px',
      render: (r) =>
        r.met === null || r.met === undefined ? (
          <StatusTag tone="info" label={t('target.no_data')} />
        ) : (
          <StatusTag tone={r.met ? 'good' : 'high'} label={t(r.met ? 'target.met' : 'target.behind')} />
        ),
    },
    { key: 'note', title: t('target.note'), notOnPhone: true, render: (r) => r.note ?? <Nothing /> },
  ];
  return (
    <Card title={t('target.title', { count: targets.length })}>
      <DataTable
        id="report.targets"
        label={t('target.title', { count: targets.length })}
        columns={columns}
        rowKey={(r) => r.target_id}
        source={{ rows: [...targets] }}
        searchable={false}
        urlPrefix="t_"
        height="auto"
        empty={{ title: t('target.title', { count: 0 }) }}
      />
    </Card>
  );
}

/** The rows behind a figure, in a drawer. */
export function RowsDrawer({
  id,
  rows,
  frozen,
  onClose,
}: {
  id: string;
  rows: { filter: RowFilter; title: string } | undefined;
  frozen: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('report');
  const phone = usePhone();
  const columns: DataColumn<Row>[] = [
    { key: 'agency', title: t('row.agency'), width: '22%', render: (r) => r.agency_name },
    {
      key: 'text',
      title: t('row.text'),
      primary: true,
      render: (r) => (
        <span>
          {r.path && <span className="cl-quiet">{r.path} </span>}
          {r.text}
          {r.instance && (
            <span className="cl-quiet">
              {' '}
              (<Instance value={r.instance} />)
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'due',
      title: t('row.due'),
      width: '120px',
      render: (r) => (r.due_on ? <DateText value={r.due_on} dayOnly /> : (r.timeframe_text ?? <Nothing />)),
    },
    {
      key: 'answer',
      title: t('row.answer'),
      width: '170px',
      render: (r) => (
        <span>
          <StatusTag tone={answerTones[r.answer] ?? 'info'} label={t(`answer.${r.answer as 'done'}`)} />
          {r.answer === 'in_progress' && r.percent !== null && r.percent !== undefined && (
            <span className="cl-figures"> {formatNumber(r.percent)}%</span>
          )}
          {r.late_days ? <span className="cl-late">{t('row.late', { count: r.late_days })}</span> : null}
        </span>
      ),
    },
    {
      key: 'note',
      title: t('row.note'),
      width: '24%',
      render: (r) => [r.note, r.product].filter(Boolean).join('. ') || <Nothing />,
    },
    {
      key: 'evidence',
      title: t('row.evidence'),
      align: 'right',
      width: '80px',
      notOnPhone: true,
      render: (r) => formatNumber(r.evidence),
    },
  ];
  return (
    <Drawer
      open={rows !== undefined}
      onClose={onClose}
      size={phone ? '100%' : 'min(1100px, 92vw)'}
      title={
        <span>
          <span className="cl-report-drawer">{rows?.title}</span> {frozen && <ValueMark source="frozen" />}
        </span>
      }
      destroyOnHidden
    >
      {rows && (
        <DataTable<Row>
          id="report.rows"
          label={rows.title}
          columns={columns}
          rowKey={(r) => r.duty_id}
          rowTo={(r) => `/nhiem-vu/${r.duty_id}`}
          rowState={(r) => (r.late_days ? 'late' : undefined)}
          urlPrefix="r_"
          searchable={false}
          height="calc(100vh - 140px)"
          source={{
            queryKey: ['reports', 'rows', id, rows.filter],
            fetch: ({ cursor, limit, signal }) =>
              data(
                api.GET('/api/v1/reports/{id}/rows', {
                  params: { path: { id }, query: { ...rows.filter, limit, ...(cursor ? { cursor } : {}) } },
                  signal,
                }),
              ),
          }}
          empty={{ title: t('row.none') }}
        />
      )}
    </Drawer>
  );
}
