import './duty.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { reread } from './api';
import { FilePick } from './FilePick';
import { formOf } from './report';
import { DutyStatus, Percent } from './words';

type FormView = Schema<'FormView'>;
type Row = Schema<'FormRowView'>;

const TONES: Record<string, Tone> = { unchanged: 'info', report: 'good', conflict: 'high', wrong: 'urgent' };
const OUTCOMES = ['wrong', 'conflict', 'report', 'unchanged'] as const;

/** Progress by workbook for agencies that do not sign in: out, back as a dry run, then applied. */
export function Component() {
  const { t } = useTranslation('duty');
  const session = useSession();
  const own = useMemo(() => ownAgencies(session), [session]);
  const [agency, setAgency] = useState<string | undefined>(own.length === 1 ? own[0]?.value : undefined);
  return (
    <Page title={t('form.title')} meta={t('form.meta')} wide>
      <div className="du-steps">
        <Card title={t('form.out')}>
          <p>{t('form.out_text')}</p>
          <AgencySelect
            className="du-wide"
            aria-label={t('filter.agency')}
            first={own}
            value={agency}
            onChange={(value) => setAgency(value ?? undefined)}
          />
          <div className="cl-row-actions">
            <Button
              type="primary"
              disabled={!agency}
              href={agency ? `/api/v1/duties/form?agency=${agency}` : undefined}
            >
              {t('form.download')}
            </Button>
          </div>
        </Card>
        <BackCard />
      </div>
    </Page>
  );
}

function BackCard() {
  const { t } = useTranslation('duty');
  const client = useQueryClient();
  const { message } = App.useApp();
  const [files, setFiles] = useState<File[]>([]);
  const send = useMutation({
    mutationFn: ({ file, apply }: { file: File; apply: boolean }): Promise<FormView> => {
      const form = formOf({ apply: String(apply) }, []);
      form.append('file', file, file.name);
      return data(api.POST('/api/v1/duties/form', { body: {} as never, bodySerializer: () => form }));
    },
    onSuccess: (view) => {
      if (!view.applied) return;
      void message.success(t('form.applied', { count: countOf(view, 'report') }));
      return reread(client);
    },
  });
  const file = files[0];
  const view = send.data;
  const ready = view && !view.applied ? countOf(view, 'report') : 0;
  return (
    <Card title={t('form.back')}>
      <p>{t('form.back_text')}</p>
      <FilePick
        single
        accept=".xlsx"
        label={t('form.file')}
        files={files}
        onChange={(next) => {
          setFiles(next);
          send.reset();
          const chosen = next[0];
          if (chosen) send.mutate({ file: chosen, apply: false });
        }}
      />
      {send.isPending && <p role="status">{t('form.reading')}</p>}
      {send.isError && (
        <ProblemAlert problem={send.error} onRetry={() => file && send.mutate({ file, apply: false })} />
      )}
      {view && (
        <>
          <p className="cl-notice" role="status">
            {t(view.applied ? 'form.result_applied' : 'form.result', {
              agency: view.agency_name,
              report: countOf(view, 'report'),
              wrong: countOf(view, 'wrong'),
              conflict: countOf(view, 'conflict'),
              unchanged: countOf(view, 'unchanged'),
            })}
          </p>
          <FormRows rows={view.rows} />
          {!view.applied && (
            <div className="cl-row-actions">
              <Button
                type="primary"
                disabled={ready === 0 || !file}
                loading={send.isPending}
                onClick={() => file && send.mutate({ file, apply: true })}
              >
                {t('form.apply', { count: ready })}
              </Button>
            </div>
          )}
        </>
      )}
    </Card>
  );
}

function countOf(view: FormView, outcome: string): number {
  return view.rows.filter((r) => r.outcome === outcome).length;
}

function FormRows({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('duty');
  const columns = useMemo<DataColumn<Row>[]>(
    () => [
      {
        key: 'number',
        title: t('form.row'),
        width: '70px',
        align: 'right',
        sortable: true,
        sortValue: (r) => r.number,
        render: (r) => r.number,
      },
      {
        key: 'text',
        title: t('column.text'),
        primary: true,
        render: (r) => (
          <span className="du-clamp">
            {r.duty_id ? (
              <Link to={`/nhiem-vu/${r.duty_id}`}>
                {[r.path, r.text].filter(Boolean).join(' ') || r.duty_id}
              </Link>
            ) : (
              [r.path, r.text].filter(Boolean).join(' ') || t('form.no_text')
            )}
          </span>
        ),
      },
      {
        key: 'outcome',
        title: t('form.outcome'),
        width: '170px',
        render: (r) => (
          <StatusTag tone={TONES[r.outcome] ?? 'info'} label={t(`form.outcomes.${r.outcome}`)} />
        ),
      },
      {
        key: 'detail',
        title: t('form.detail'),
        width: '300px',
        render: (r) =>
          r.outcome === 'wrong' ? (
            <>
              {r.column && <strong>{t(`form.columns.${r.column}`)}: </strong>}
              {t(`reason.${r.reason}`)}
              {r.value && <span className="cl-quiet"> ({r.value})</span>}
            </>
          ) : r.outcome === 'conflict' ? (
            t('form.conflict')
          ) : r.status ? (
            <span className="du-head-meta">
              <DutyStatus status={r.status} /> <Percent value={r.percent} />
            </span>
          ) : null,
      },
    ],
    [t],
  );
  const filters = useMemo<FilterDef<Row>[]>(
    () => [
      {
        key: 'outcome',
        label: t('form.outcome'),
        kind: 'multi',
        options: OUTCOMES.map((value) => ({ value, label: t(`form.outcomes.${value}`) })),
        match: (row, values) => values.includes(row.outcome),
      },
    ],
    [t],
  );
  const sorted = useMemo(
    () =>
      [...rows].sort(
        (a, b) =>
          OUTCOMES.indexOf(a.outcome as (typeof OUTCOMES)[number]) -
            OUTCOMES.indexOf(b.outcome as (typeof OUTCOMES)[number]) || a.number - b.number,
      ),
    [rows],
  );
  return (
    <DataTable<Row>
      id="duty.form"
      label={t('form.rows')}
      columns={columns}
      rowKey={(r) => String(r.number)}
      filters={filters}
      searchable={false}
      source={{ rows: sorted }}
      height="auto"
      rowState={(r) => (r.outcome === 'wrong' ? 'late' : undefined)}
      empty={{ title: t('form.no_rows') }}
    />
  );
}
