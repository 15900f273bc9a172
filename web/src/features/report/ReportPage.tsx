import './report.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { formatDate, formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { StatusTag } from '~/ui/StatusTag';
import { Tabs } from '~/ui/Tabs';
import { LateTag, ValueMark } from '~/ui/texts';
import { Comparison } from './Comparison';
import { FigureBar, RowsDrawer, Targets } from './Figures';
import { FlowBar } from './FlowBar';
import { HeadForm } from './HeadForm';
import { isCompleted, type Report, type RowFilter, reportQuery, type State, stateTones } from './model';
import { OwnParts, Parts } from './Parts';
import { Preview } from './Preview';
import { Texts } from './Texts';

/** One report: its figures, parts, texts, document and signing flow. */
export function Component() {
  const { t } = useTranslation('report');
  const { id = '' } = useParams();
  const query = useQuery(reportQuery(id));
  const report = query.data?.value;
  return (
    <Page
      title={report?.report.title ?? t('page.loading')}
      object={report?.report.title}
      wide
      meta={report && <Meta report={report} />}
    >
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && (
        <RecordProblem
          problem={query.error}
          action="report.read"
          list={{ to: '/bao-cao', label: t('page.to_list') }}
          onRetry={() => void query.refetch()}
        />
      )}
      {report && <Body key={id} report={report} etag={query.data?.etag} />}
    </Page>
  );
}

function Meta({ report }: { report: Report }) {
  const { t } = useTranslation('report');
  const r = report.report;
  return (
    <span className="cl-report-meta">
      <StatusTag tone={stateTones[r.state as State] ?? 'info'} label={t(`state.${r.state as State}`)} />
      <span>
        {r.agency_name && `${r.agency_name} · `}
        {t('page.period', { from: formatDate(r.from, true), to: formatDate(r.to, true) })}
      </span>
      {r.due_on && r.state === 'preparing' && (
        <span>
          {t('page.due', { date: formatDate(r.due_on, true) })} <LateTag due={r.due_on} />
        </span>
      )}
      {r.frozen_hash && (
        <>
          <span className="cl-report-hash">
            <ValueMark source="frozen" />
            {t('page.frozen', { date: formatDate(report.frozen_at ?? '') })}
          </span>
          <Tooltip trigger={['hover', 'focus', 'click']} title={t('page.hash_why', { hash: r.frozen_hash })}>
            <button type="button" className="cl-linkish cl-report-hash">
              {t('page.hash')} <code>{r.frozen_hash.slice(0, 12)}</code>
            </button>
          </Tooltip>
        </>
      )}
    </span>
  );
}

const tabs = ['figures', 'parts', 'texts', 'document', 'compare', 'head'] as const;

function Body({ report, etag }: { report: Report; etag: string | undefined }) {
  const { t } = useTranslation('report');
  const [params, setParams] = useSearchParams();
  const [rows, setRows] = useState<{ filter: RowFilter; title: string }>();
  const id = report.report.id;
  const active = tabs.find((tab) => tab === params.get('tab')) ?? 'figures';
  const own = report.parts.filter((p) => p.may_complete);
  const open = (filter: RowFilter, title: string) => setRows({ filter, title });

  // Whoever only sees the own part gets one page: what to do, and the figures behind it.
  if (!report.whole) {
    return (
      <>
        <OwnParts report={report} parts={report.parts} onOpen={open} />
        <RowsDrawer
          id={id}
          rows={rows}
          frozen={Boolean(report.report.frozen_hash)}
          onClose={() => setRows(undefined)}
        />
      </>
    );
  }
  const content: Record<(typeof tabs)[number], React.ReactNode> = {
    figures: (
      <>
        <FigureBar counts={report.counts} onOpen={open} />
        {own.length > 0 && own.length <= 3 && report.report.state === 'preparing' && (
          <OwnParts report={report} parts={own} onOpen={open} />
        )}
        <Targets targets={report.targets} frozen={Boolean(report.report.frozen_hash)} />
        <Difficulties report={report} />
      </>
    ),
    parts: <Parts report={report} onOpen={open} />,
    texts: <Texts report={report} />,
    document: <Preview report={report} />,
    compare: <Comparison id={id} />,
    head: <HeadForm report={report} etag={etag} />,
  };
  return (
    <>
      <FlowBar report={report} etag={etag} />
      <Tabs
        activeKey={active}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={tabs.map((key) => ({
          key,
          label:
            key === 'parts'
              ? t('tab.parts_count', {
                  done: formatNumber(report.parts.filter(isCompleted).length),
                  all: formatNumber(report.parts.length),
                })
              : t(`tab.${key}`),
          children: key === active ? content[key] : null,
        }))}
      />
      <RowsDrawer
        id={id}
        rows={rows}
        frozen={Boolean(report.report.frozen_hash)}
        onClose={() => setRows(undefined)}
      />
    </>
  );
}

function Difficulties({ report }: { report: Report }) {
  const { t } = useTranslation('report');
  if (report.difficulties.length === 0) return null;
  return (
    <Card title={t('difficulties.title', { count: report.difficulties.length })}>
      <ul className="cl-report-lines">
        {report.difficulties.map((d) => (
          <li key={d.id}>
            <strong>{d.agency_name}</strong>: {d.text}
            {d.addressee && <span className="cl-quiet"> {t('difficulties.to', { name: d.addressee })}</span>}
            {d.answer && <p className="cl-report-answer">{d.answer}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
