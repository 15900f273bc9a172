import './duty.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, InputNumber, Radio, Skeleton, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { Nothing } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type DutyDetail, dutyQuery, reread, tag } from './api';
import { type DraftFiles, FilePick, namesOf } from './FilePick';
import { formOf, partsOf, REPORTABLE, type ReportValues, wantsEvidence } from './report';
import { Due, Instance } from './words';

/** Reporting progress: made to be done on a phone in two minutes. */
export function Component() {
  const { t } = useTranslation('duty');
  const { duty: id = '' } = useParams();
  const found = useQuery(dutyQuery(id));
  const detail = found.data?.value;
  return (
    <Page
      title={t('report.title')}
      object={detail?.duty.text}
      meta={detail && [detail.duty.path, detail.duty.agency.name].filter(Boolean).join(' · ')}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="duty.read"
          list={{ to: '/nhiem-vu', label: t('page.to_list') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {detail && (
        <>
          <blockquote className="du-issued">{detail.duty.text}</blockquote>
          <p className="du-home-meta">
            <Due duty={detail.duty} />
            {detail.duty.instance && <Instance value={detail.duty.instance} />}
          </p>
          <Returned detail={detail} />
          {detail.may.report ? (
            <ReportForm detail={detail} />
          ) : (
            <EmptyState
              title={t('report.not_allowed')}
              text={t('report.not_allowed_text')}
              action={<Link to={`/nhiem-vu/${id}`}>{t('report.to_duty')}</Link>}
            />
          )}
        </>
      )}
    </Page>
  );
}

/** Why the last report came back: the first thing to read. */
export function Returned({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const last = detail.progress[0];
  if (detail.duty.review !== 'returned' || !last?.review_reason) return null;
  return (
    <div className="du-returned" role="note">
      <strong>{t('report.returned')}</strong>
      <p>{last.review_reason}</p>
    </div>
  );
}

function ReportForm({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation(['duty', 'errors']);
  const { duty } = detail;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<ReportValues>();
  const draft = useDraft<ReportValues & DraftFiles>(`duty.report.${duty.id}`);
  const fieldErrors = useFieldErrors(form);
  const [files, setFiles] = useState<File[]>([]);
  const [lost, setLost] = useState<string[]>();
  const [dirty, setDirty] = useState(false);
  const [version, setVersion] = useState(duty.version);
  const [theirs, setTheirs] = useState<ReportValues>();
  const status = Form.useWatch('status', form);
  const before = detail.progress[0];
  const initial: ReportValues = before
    ? { status: duty.status, percent: duty.percent ?? null, product: before.product ?? '' }
    : { percent: null };

  const send = useMutation({
    mutationFn: ({ values, seen }: { values: ReportValues; seen: number }) =>
      data(
        api.POST('/api/v1/duties/{id}/progress', {
          params: { path: { id: duty.id }, header: { 'if-match': tag(seen) } },
          body: partsOf(values) as never,
          bodySerializer: () => formOf(partsOf(values), files),
        }),
      ),
    onSuccess: async () => {
      setDirty(false);
      draft.drop();
      await reread(client);
      void message.success(t('duty:report.sent'));
      void navigate(`/nhiem-vu/${duty.id}`, { replace: true });
    },
    onError: async (error) => {
      if (isProblem(error) && error.code === 'duty.changed') {
        const fresh = await client.fetchQuery({ ...dutyQuery(duty.id), staleTime: 0 });
        const last = fresh.value.progress[0];
        setVersion(fresh.value.duty.version);
        setTheirs({
          status: fresh.value.duty.status,
          percent: fresh.value.duty.percent ?? null,
          note: last?.note ?? '',
          product: last?.product ?? '',
        });
        return;
      }
      fieldErrors(error);
    },
  });

  const problem = send.error;
  const inField = isProblem(problem) && problem.fields.length > 0;
  return (
    <>
      <UnsavedGuard dirty={dirty && !send.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={({ files: names, ...value }) => {
          form.setFieldsValue(value);
          setLost(names);
          setDirty(true);
        }}
      />
      <Form<ReportValues>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={(_, values) => {
          setDirty(true);
          draft.save({ ...values, files: namesOf(files, lost) });
        }}
        onFinish={(values) => send.mutate({ values, seen: version })}
      >
        <Form.Item
          name="status"
          label={t('duty:report.status')}
          rules={[{ required: true, message: t('errors:field.choose.what') }]}
        >
          <Radio.Group className="du-choices">
            {REPORTABLE.map((value) => (
              <Radio.Button key={value} value={value}>
                {t(`duty:status.${value}`)}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Form.Item>
        {(status === 'in_progress' || status === 'not_done') && (
          <Form.Item
            name="percent"
            label={t('duty:report.percent')}
            extra={t('duty:report.percent_help')}
            rules={[{ type: 'number', min: 0, max: 100, message: t('duty:report.percent_range') }]}
          >
            <PercentField />
          </Form.Item>
        )}
        {status === 'done' && (
          <DayItem
            name="done_on"
            label={t('duty:report.done_on')}
            extra={t('duty:report.done_on_help')}
            notAfterToday
          />
        )}
        <Form.Item
          name="note"
          label={t(status === 'not_done' ? 'duty:report.reason' : 'duty:report.note')}
          rules={
            status === 'not_done'
              ? [{ required: true, whitespace: true, message: t('duty:report.reason_needed') }]
              : []
          }
        >
          <FreeText minRows={3} maxLength={10_000} />
        </Form.Item>
        <Form.Item
          name="product"
          label={t('duty:report.product')}
          extra={duty.product ? t('duty:report.product_wanted', { product: duty.product }) : undefined}
        >
          <FreeText single maxLength={2_000} />
        </Form.Item>
        <FilePick
          label={t('duty:report.files')}
          files={files}
          lost={lost}
          onChange={(next) => {
            setFiles(next);
            setDirty(true);
            draft.save({ ...form.getFieldsValue(true), files: namesOf(next) });
          }}
        />
        {status === 'done' && wantsEvidence({ status }, files.length) && (
          <p className="cl-notice">{t('duty:report.evidence_wanted')}</p>
        )}
        {Boolean(problem) && !theirs && !inField && <ProblemAlert problem={problem} />}
        <FormEnd
          submit={t('duty:report.submit')}
          working={send.isPending}
          draft={draft}
          onCancel={() => void navigate(`/nhiem-vu/${duty.id}`)}
        />
      </Form>
      {theirs && (
        <ConflictDialog<ReportValues>
          open
          mine={form.getFieldsValue(true) as ReportValues}
          theirs={theirs}
          fields={[
            {
              key: 'status',
              label: t('duty:report.status'),
              render: (v) => (v ? t(`duty:status.${String(v)}`) : <Nothing />),
            },
            { key: 'percent', label: t('duty:report.percent') },
            { key: 'note', label: t('duty:report.note') },
            { key: 'product', label: t('duty:report.product') },
          ]}
          onResolve={(merged) => {
            form.setFieldsValue(merged);
            setTheirs(undefined);
            send.mutate({ values: { ...form.getFieldsValue(true), ...merged }, seen: version });
          }}
          onCancel={() => setTheirs(undefined)}
        />
      )}
    </>
  );
}

/** Slider and number of one value; empty is "no answer". */
function PercentField({ value, onChange }: { value?: number | null; onChange?: (v: number | null) => void }) {
  const { t } = useTranslation('duty');
  return (
    <div className="du-percent">
      <Slider
        min={0}
        max={100}
        step={5}
        value={value ?? 0}
        onChange={(v) => onChange?.(v)}
        ariaLabelForHandle={t('report.percent')}
        data-none={value === null || value === undefined || undefined}
      />
      {/* No bounds here: a number beyond them is refused with a message, not changed in silence. */}
      <InputNumber
        precision={0}
        inputMode="numeric"
        suffix="%"
        value={value ?? null}
        placeholder="–"
        aria-label={t('report.percent')}
        onChange={(v) => onChange?.(v)}
      />
    </div>
  );
}
