import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { MailError } from './MailError';
import { shareOf } from './progress';

type Job = Schema<'JobView'>;

const TONES: Record<string, Tone> = { waiting: 'low', running: 'medium', done: 'good', failed: 'high' };
const STATES = ['waiting', 'running', 'done', 'failed'] as const;
/** The server shows the newest of each state. */
const NEWEST = 200;

export function JobsTable() {
  const { t } = useTranslation('admin');
  const mayRetry = can(useSession(), 'job.retry');
  const client = useQueryClient();
  const { message } = App.useApp();
  const jobs = useQuery({
    queryKey: ['platform', 'jobs'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/platform/jobs', { params: { query: { limit: NEWEST } }, signal })),
    refetchInterval: 10_000,
  });
  const { mutate, error } = useMutation({
    mutationFn: (id: string) => api.POST('/api/v1/platform/jobs/{id}/retry', { params: { path: { id } } }),
    onSuccess: () => void message.success(t('jobs.retried')),
    onSettled: () => client.invalidateQueries({ queryKey: ['platform'] }),
  });
  const columns = useMemo<DataColumn<Job>[]>(
    () => [
      {
        key: 'kind',
        title: t('jobs.kind'),
        primary: true,
        width: '22%',
        sortable: true,
        sortValue: (j) => j.kind,
        render: (j) => t(`jobs.kinds.${j.kind}`, { defaultValue: j.kind }),
      },
      {
        key: 'state',
        title: t('jobs.state'),
        width: '150px',
        render: (j) => <StatusTag tone={TONES[j.state] ?? 'info'} label={t(`jobs.states.${j.state}`)} />,
      },
      {
        key: 'progress',
        title: t('jobs.progress'),
        width: '150px',
        render: (j) => {
          const share = shareOf(j.progress);
          return share === undefined ? (
            <Nothing />
          ) : (
            <Progress percent={share} size="small" aria-label={t('jobs.progress')} />
          );
        },
      },
      {
        key: 'run_at',
        title: t('jobs.run_at'),
        width: '150px',
        sortable: true,
        sortValue: (j) => j.run_at,
        render: (j) => <DateText value={j.finished_at ?? j.run_at} />,
      },
      {
        key: 'attempts',
        title: t('jobs.attempts'),
        width: '90px',
        align: 'right',
        render: (j) => j.attempts,
      },
      {
        key: 'error',
        title: t('jobs.error'),
        render: (j) => {
          if (!j.last_error) return <Nothing />;
          if (j.kind === 'mail.send') return <MailError text={j.last_error} />;
          return <code className="cl-break">{j.last_error}</code>;
        },
      },
      ...(mayRetry
        ? [
            {
              key: 'retry',
              title: t('jobs.act'),
              width: '110px',
              render: (j: Job) =>
                j.state === 'failed' && (
                  <Button size="small" onClick={() => mutate(j.id)}>
                    {t('jobs.retry')}
                  </Button>
                ),
            },
          ]
        : []),
    ],
    [t, mayRetry, mutate],
  );
  const filters = useMemo<FilterDef<Job>[]>(
    () => [
      {
        key: 'state',
        label: t('jobs.state'),
        kind: 'multi',
        options: STATES.map((value) => ({ value, label: t(`jobs.states.${value}`) })),
        match: (job, values) => values.includes(job.state),
      },
    ],
    [t],
  );
  return (
    <>
      {Boolean(error) && <ProblemAlert problem={error} />}
      <DataTable<Job>
        id="admin.jobs"
        urlPrefix="job_"
        label={t('jobs.tab')}
        columns={columns}
        rowKey={(j) => j.id}
        rowState={(j) => (j.state === 'failed' ? 'late' : undefined)}
        filters={filters}
        searchPlaceholder={t('jobs.search')}
        source={{
          rows: jobs.data?.items,
          error: jobs.error ?? undefined,
          onRetry: () => void jobs.refetch(),
          text: (j) => `${j.kind} ${t(`jobs.kinds.${j.kind}`, { defaultValue: '' })} ${j.last_error ?? ''}`,
        }}
        empty={{ title: t('jobs.empty'), text: t('jobs.empty_text') }}
      />
    </>
  );
}
