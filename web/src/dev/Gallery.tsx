import { Button, Form } from 'antd';
import { useState } from 'react';
import { ApiProblem } from '~/api/client';
import { Chart } from '~/ui/Chart';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { FileUpload } from '~/ui/FileUpload';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { Tabs } from '~/ui/Tabs';
import { DateText, LateTag, LawLink, NumberText, ValueMark } from '~/ui/texts';
import { DiffText, SplitPane, Timeline } from '~/ui/views';
import { agencies, duties, words } from './texts';

interface Row {
  id: string;
  number: number;
  duty: string;
  lead: string;
  due: string;
  tone: number;
  percent: number | null;
}

const TONES: Tone[] = ['urgent', 'high', 'medium', 'low', 'info', 'good'];
const all: Row[] = Array.from({ length: 10_000 }, (_, n) => ({
  id: String(n + 1),
  number: n + 1,
  duty: duties[n % duties.length] ?? '',
  lead: agencies[(n * 7) % agencies.length] ?? '',
  due: new Date(Date.UTC(2026, 9 + (n % 4), 1 + (n % 28))).toISOString().slice(0, 10),
  tone: n % 6,
  percent: n % 5 === 0 ? null : (n * 37) % 101,
}));

const columns: DataColumn<Row>[] = [
  { key: 'duty', title: words.duty, render: (r) => `${r.number}. ${r.duty}`, primary: true, sortable: true },
  { key: 'lead', title: words.lead, render: (r) => r.lead, sortable: true, width: '240px' },
  {
    key: 'due',
    title: words.due,
    sortable: true,
    width: '150px',
    render: (r) => (
      <>
        <DateText value={r.due} dayOnly /> <LateTag due={r.due} />
      </>
    ),
  },
  {
    key: 'state',
    title: words.state,
    render: (r) => <StatusTag tone={TONES[r.tone] ?? 'info'} label={words.states[r.tone] ?? ''} />,
  },
  {
    key: 'percent',
    title: words.percent,
    align: 'right',
    sortable: true,
    render: (r) => (
      <>
        <NumberText value={r.percent} unit="%" />
        {r.percent !== null && <ValueMark source={r.tone % 2 ? 'computed' : 'reported'} />}
      </>
    ),
  },
];

/** Answers like the server: pages by cursor, after a moment. */
async function fetchRows(ask: {
  cursor: string | undefined;
  limit: number;
  search: string;
  sort: string | undefined;
}) {
  await new Promise((done) => setTimeout(done, 60));
  const found = all.filter((r) => `${r.duty} ${r.lead}`.toLowerCase().includes(ask.search.toLowerCase()));
  if (ask.sort === '-duty') found.reverse();
  const from = Number(ask.cursor ?? 0);
  const to = from + ask.limit;
  return {
    items: found.slice(from, to),
    next_cursor: to < found.length ? String(to) : null,
    total: found.length,
  };
}

export function Component() {
  return (
    <Page
      title={words.page}
      meta={words.meta}
      wide
      actions={
        <>
          <Button type="primary">{words.send}</Button>
          <Button>{words.add}</Button>
        </>
      }
    >
      <Tabs
        defaultActiveKey={new URLSearchParams(window.location.search).get('tab') ?? 'list'}
        items={[
          { key: 'list', label: 'DataTable', children: <List /> },
          { key: 'states', label: 'States', children: <States /> },
          { key: 'form', label: 'Form', children: <FormDemo /> },
          { key: 'views', label: 'Views', children: <ViewsDemo /> },
        ]}
      />
    </Page>
  );
}

function List() {
  return (
    <DataTable<Row>
      id="dev.rows"
      label={words.duty}
      columns={columns}
      rowKey={(r) => r.id}
      source={{ queryKey: ['dev', 'rows'], fetch: fetchRows }}
      rowTo={(r) => `/gallery?row=${r.id}`}
      searchPlaceholder={words.search}
      filters={[
        {
          key: 'state',
          label: words.state,
          kind: 'multi',
          options: words.states.map((label, at) => ({ value: String(at), label })),
        },
        { key: 'due', label: words.due, kind: 'dates' },
      ]}
      bulkActions={(rows, clear) => (
        <Button size="small" onClick={clear}>
          {words.remind} ({rows.length})
        </Button>
      )}
      onExport={() => undefined}
      empty={{ title: words.emptyTitle, text: words.emptyText }}
    />
  );
}

function States() {
  const shared = { label: words.duty, columns, rowKey: (r: Row) => r.id, height: 'auto' };
  const empty = {
    title: words.emptyTitle,
    text: words.emptyText,
    action: <Button type="primary">{words.import}</Button>,
  };
  return (
    <>
      <DataTable<Row> {...shared} id="dev.empty" urlPrefix="a_" source={{ rows: [] }} empty={empty} />
      <br />
      <DataTable<Row>
        {...shared}
        id="dev.loading"
        urlPrefix="b_"
        source={{ rows: undefined }}
        empty={empty}
      />
      <br />
      <DataTable<Row>
        {...shared}
        id="dev.failed"
        urlPrefix="c_"
        source={{
          rows: undefined,
          error: new ApiProblem({ status: 503, code: 'db.locked', requestId: '01JF3Z0Q8T' }),
          onRetry: () => undefined,
        }}
        empty={empty}
      />
      <ProblemAlert
        problem={new ApiProblem({ status: 0, code: 'network.unreachable' })}
        onRetry={() => undefined}
      />
    </>
  );
}

function FormDemo() {
  const [form] = Form.useForm<{ note: string }>();
  const draft = useDraft<{ note: string }>('dev.form');
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState(false);
  return (
    <Card title={words.note}>
      <UnsavedGuard dirty={dirty} />
      <DraftNotice draft={draft} onRestore={(value) => form.setFieldsValue(value)} />
      <Form
        form={form}
        layout="vertical"
        onValuesChange={(_, value) => {
          setDirty(true);
          draft.save(value);
        }}
        onFinish={() => {
          setDirty(false);
          draft.drop();
        }}
      >
        <Form.Item name="note" label={words.note} rules={[{ required: true }]}>
          <FreeText maxLength={2000} />
        </Form.Item>
        <FileUpload
          label={words.file}
          accept=".docx,.pdf,.xlsx"
          maxMb={20}
          multiple
          send={async (_file, { onProgress }) => {
            for (let at = 1; at <= 4; at++) {
              await new Promise((done) => setTimeout(done, 150));
              onProgress(at / 4);
            }
            return {};
          }}
        />
        <FormEnd submit={words.send} onCancel={() => undefined} draft={draft} />
      </Form>
      <br />
      <Button onClick={() => setConflict(true)}>{words.conflict}</Button>
      <ConflictDialog
        open={conflict}
        mine={{ note: words.after, percent: 60 }}
        theirs={{ note: words.before, percent: 40 }}
        changedBy={words.changedBy}
        fields={[
          { key: 'note', label: words.note },
          { key: 'percent', label: words.percent },
        ]}
        onResolve={() => setConflict(false)}
        onCancel={() => setConflict(false)}
      />
    </Card>
  );
}

function ViewsDemo() {
  return (
    <div className="cl-cards">
      <Card title={words.late} wide>
        <Chart
          title={words.chart}
          kind="stacked"
          horizontal
          unit={words.unit}
          categoryName={words.agency}
          categories={agencies}
          series={[
            { name: words.onTime, values: [12, 40, 25, 61, 8] },
            { name: words.late, values: [9, 12, 3, null, 7] },
          ]}
          onPick={() => undefined}
        />
      </Card>
      <Card title={words.state}>
        <p>
          {TONES.map((tone, at) => (
            <span key={tone}>
              <StatusTag tone={tone} label={words.states[at] ?? ''} />{' '}
            </span>
          ))}
        </p>
        <p>
          <NumberText value={1234567.8} unit={words.unit} /> <ValueMark source="computed" />{' '}
          <ValueMark source="reported" /> <ValueMark source="frozen" />
        </p>
        <p>
          <DateText value="2026-03-05T01:12:00Z" relative /> <LateTag due="2026-03-05" />{' '}
          <LawLink text={words.law} href="/gallery" />
        </p>
        <DiffText before={words.before} after={words.after} />
      </Card>
      <Card title={words.duty}>
        <Timeline
          entries={words.events.map((title, at) => ({
            id: String(at),
            at: new Date(Date.UTC(2026, 2, 5 + at, 1, 10)).toISOString(),
            who: words.who,
            title,
            body: at === 1 ? words.body : undefined,
            tone: (['accent', 'info', 'urgent', 'good'] as const)[at] ?? 'info',
          }))}
        />
      </Card>
      <div className="cl-card-wide">
        <SplitPane
          left={duties.map((d) => <p key={d}>{d}</p>)}
          right={agencies.map((d) => <p key={d}>{d}</p>)}
          leftLabel={words.source}
          rightLabel={words.understood}
        />
      </div>
    </div>
  );
}
