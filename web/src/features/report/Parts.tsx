import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '~/api/client';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { FigureBar, type OpenRows } from './Figures';
import { Labelled } from './Labelled';
import { isCompleted, type Report, refresh, sortParts } from './model';

type Part = Report['parts'][number];
const tones: Record<string, Tone> = { open: 'medium', complete: 'good', frozen: 'info' };

/** Who completed the part, who is still silent. */
export function Parts({ report, onOpen }: { report: Report; onOpen: OpenRows }) {
  const { t } = useTranslation('report');
  const rows = useMemo(() => sortParts(report.parts), [report.parts]);
  const done = rows.filter(isCompleted).length;
  const columns: DataColumn<Part>[] = [
    {
      key: 'agency',
      title: t('part.agency'),
      primary: true,
      sortable: true,
      sortValue: (p) => p.agency_name,
      render: (p) => p.agency_name,
    },
    {
      key: 'state',
      title: t('part.state'),
      width: '250px',
      render: (p) => (
        <>
          <StatusTag tone={tones[p.state] ?? 'info'} label={t(`part.${p.state as 'open'}`)} />{' '}
          {p.silent && <StatusTag tone="high" label={t('part.silent')} />}
        </>
      ),
    },
    {
      key: 'duties',
      title: t('part.duties'),
      align: 'right',
      width: '110px',
      sortable: true,
      sortValue: (p) => p.counts.duties,
      render: (p) => formatNumber(p.counts.duties),
    },
    {
      key: 'done',
      title: t('part.done'),
      align: 'right',
      width: '110px',
      sortable: true,
      sortValue: (p) => p.counts.done,
      render: (p) => formatNumber(p.counts.done),
    },
    {
      key: 'no_answer',
      title: t('part.no_answer'),
      align: 'right',
      width: '120px',
      sortable: true,
      sortValue: (p) => p.counts.no_answer,
      render: (p) => formatNumber(p.counts.no_answer),
    },
    {
      key: 'late',
      title: t('part.late'),
      align: 'right',
      width: '100px',
      sortable: true,
      sortValue: (p) => p.counts.late,
      render: (p) => formatNumber(p.counts.late),
    },
    {
      key: 'completed',
      title: t('part.completed'),
      width: '150px',
      notOnPhone: true,
      render: (p) => (p.completed_at ? <DateText value={p.completed_at} /> : <Nothing />),
    },
  ];
  return (
    <>
      <div className="cl-report-progress">
        <Progress
          percent={rows.length === 0 ? 0 : Math.round((done / rows.length) * 100)}
          aria-label={t('part.progress', { done, all: rows.length })}
        />
        <span>{t('part.progress', { done: formatNumber(done), all: formatNumber(rows.length) })}</span>
      </div>
      <DataTable<Part>
        id="report.parts"
        label={t('tab.parts')}
        columns={columns}
        rowKey={(p) => p.agency_id}
        source={{ rows, text: (p: Part) => p.agency_name }}
        urlPrefix="p_"
        onOpen={(p) => onOpen({ agency_id: p.agency_id }, p.agency_name)}
        filters={[
          {
            key: 'state',
            label: t('part.state'),
            kind: 'select',
            options: (['open', 'complete', 'frozen'] as const).map((value) => ({
              value,
              label: t(`part.${value}`),
            })),
            match: (p, values) => values.includes(p.state),
          },
          { key: 'silent', label: t('part.silent'), kind: 'flag', match: (p) => p.silent },
        ]}
        empty={{ title: t('part.none'), text: t('part.none_text') }}
      />
    </>
  );
}

/** The own part: what it says, and one button. Made for a phone. */
export function OwnParts({
  report,
  parts,
  onOpen,
}: {
  report: Report;
  parts: readonly Part[];
  onOpen: OpenRows;
}) {
  const { t } = useTranslation('report');
  if (parts.length === 0) return <p className="cl-quiet">{t('own.none')}</p>;
  return (
    <div className="cl-report-own">
      {parts.map((part) => (
        <OwnPart key={part.agency_id} report={report} part={part} onOpen={onOpen} />
      ))}
    </div>
  );
}

function OwnPart({ report, part, onOpen }: { report: Report; part: Part; onOpen: OpenRows }) {
  const { t } = useTranslation(['report', 'common']);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [note, setNote] = useState(part.note ?? '');
  const path = { id: report.report.id, agency: part.agency_id };
  const complete = useMutation({
    mutationFn: () =>
      api.POST('/api/v1/reports/{id}/parts/{agency}/complete', {
        params: { path },
        body: { note: note || null },
      }),
    onSuccess: async () => {
      await refresh(client);
      void message.success(t('own.completed'));
    },
  });
  const reopen = useMutation({
    mutationFn: () => api.POST('/api/v1/reports/{id}/parts/{agency}/reopen', { params: { path } }),
    onSuccess: () => refresh(client),
  });
  const unanswered = part.counts.no_answer;
  const send = () => {
    if (unanswered === 0) return complete.mutate();
    modal.confirm({
      title: t('own.ask_title', { count: unanswered }),
      content: t('own.ask_text'),
      okText: t('own.complete_anyway'),
      cancelText: t('common:action.back'),
      onOk: () => complete.mutate(),
    });
  };
  return (
    <Card
      title={part.agency_name}
      extra={<StatusTag tone={tones[part.state] ?? 'info'} label={t(`part.${part.state as 'open'}`)} />}
    >
      <FigureBar counts={part.counts} onOpen={onOpen} agency={part.agency_id} />
      {unanswered > 0 && part.state === 'open' && (
        <p>
          <button
            type="button"
            className="cl-linkish"
            onClick={() => onOpen({ agency_id: part.agency_id, answer: 'no_answer' }, t('figure.no_answer'))}
          >
            {t('own.unanswered', { count: unanswered })}
          </button>
        </p>
      )}
      {complete.isError && <ProblemAlert problem={complete.error} />}
      {reopen.isError && <ProblemAlert problem={reopen.error} />}
      {part.may_complete && part.state === 'open' && (
        <>
          <Labelled text={t('own.note')}>
            <FreeText value={note} onChange={setNote} minRows={2} maxLength={4000} />
          </Labelled>
          <div className="cl-page-actions cl-report-own-actions">
            <Button type="primary" size="large" loading={complete.isPending} onClick={send}>
              {t('own.complete')}
            </Button>
          </div>
        </>
      )}
      {part.state === 'complete' && (
        <>
          <p>
            {t('own.done_at')} <DateText value={part.completed_at} />
          </p>
          {part.note && <p className="cl-report-answer">{part.note}</p>}
          {part.may_complete && (
            <Button loading={reopen.isPending} onClick={() => reopen.mutate()}>
              {t('own.reopen')}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}
