import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Modal, Steps } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch } from '~/api/client';
import { uploadFile } from '~/api/upload';
import { uploadMaxMb, useSession } from '~/app/session';
import { FileUpload } from '~/ui/FileUpload';
import { formatDate, localDay } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { usePhone } from '~/ui/usePhone';
import { Labelled } from './Labelled';
import { endToCome, isConflict, type Report, refresh } from './model';

type Asked = 'reopen' | 'return' | 'cancel' | 'number' | 'attach_signed';

const road = ['preparing', 'closed', 'approved', 'numbered', 'issued'] as const;
const names = ['prepare', 'closed', 'approved', 'numbered', 'signed'] as const;

/** Where the report stands, and the steps this person may do now. */
export function FlowBar({ report, etag }: { report: Report; etag: string | undefined }) {
  const { t } = useTranslation(['report', 'common']);
  const phone = usePhone();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [asked, setAsked] = useState<Asked>();
  const id = report.report.id;
  const headers = ifMatch(etag);
  const params = { path: { id } };
  const simple = useMutation({
    mutationFn: async (step: 'close' | 'approve' | 'issue') => {
      if (step === 'close') await api.POST('/api/v1/reports/{id}/close', { params, headers });
      else if (step === 'approve') await api.POST('/api/v1/reports/{id}/approve', { params, headers });
      else await api.POST('/api/v1/reports/{id}/issue', { params, headers });
      return step;
    },
    onSuccess: async (step) => {
      await refresh(client);
      void message.success(t(`flow.done.${step}`));
    },
    onError: (error) => {
      if (isConflict(error)) void refresh(client);
    },
  });
  const may = (step: string) => report.steps.includes(step);
  const open = report.parts.filter((p) => p.state === 'open').length;
  const later = endToCome(report.report.to, localDay(new Date()));
  const confirm = (step: 'close' | 'approve' | 'issue') =>
    modal.confirm({
      title: t(`flow.ask.${step}`),
      content: (
        <>
          <p>
            {step === 'close' && open > 0 ? t('flow.ask_open', { count: open }) : t(`flow.ask_text.${step}`)}
          </p>
          {step === 'close' && later && <p>{t('flow.ends_later', { date: formatDate(later) })}</p>}
          {step !== 'issue' && report.empty_headings.length > 0 && (
            <>
              <p>{t('flow.ask_empty', { count: report.empty_headings.length })}</p>
              <ul className="cl-report-empty">
                {report.empty_headings.map((heading) => (
                  <li key={heading}>{heading}</li>
                ))}
              </ul>
            </>
          )}
        </>
      ),
      okText: t(`flow.${step}`),
      cancelText: t('common:action.back'),
      onOk: () => simple.mutateAsync(step).catch(() => undefined),
    });
  const at = road.indexOf(report.report.state as (typeof road)[number]);
  // The step that is to be done now: what the state is named after is done, but for the drafting.
  const issued = report.has_signed_file ? 5 : 4;
  const current = at <= 0 ? 0 : at === 4 ? issued : at + 1;
  const details = [
    report.frozen_at ? formatDate(report.frozen_at, true) : undefined,
    report.approved_at ? formatDate(report.approved_at, true) : undefined,
    report.report.symbol ?? undefined,
    report.issued_at ? formatDate(report.issued_at, true) : undefined,
  ];
  return (
    <section className="cl-report-flow" aria-label={t('flow.label')}>
      {at >= 0 && phone ? (
        <p className="cl-report-step">
          {current > 4
            ? t('state.issued')
            : t('flow.step', { step: current + 1, name: t(`flow.${names[current] ?? 'prepare'}`) })}
          {details[at - 1] && <span className="cl-quiet"> {details[at - 1]}</span>}
        </p>
      ) : at >= 0 ? (
        <Steps
          size="small"
          responsive={false}
          current={current}
          items={[
            { title: t('flow.prepare') },
            { title: t('flow.closed'), ...(details[0] ? { content: details[0] } : {}) },
            { title: t('flow.approved'), ...(details[1] ? { content: details[1] } : {}) },
            { title: t('flow.numbered'), ...(details[2] ? { content: details[2] } : {}) },
            { title: t('flow.signed'), ...(details[3] ? { content: details[3] } : {}) },
          ]}
        />
      ) : (
        <p>{t('state.cancelled')}</p>
      )}
      {report.return_reason && (
        <p className="cl-report-returned" role="note">
          {t('flow.returned', { reason: report.return_reason })}
        </p>
      )}
      {report.number_cancelled_at && (
        <p className="cl-report-returned" role="note">
          {t('flow.number_cancelled', {
            date: formatDate(report.number_cancelled_at, true),
            reason: report.number_cancel_reason,
          })}
        </p>
      )}
      {simple.isError && <ProblemAlert problem={simple.error} />}
      <div className="cl-report-steps">
        {may('close') && (
          <Button type="primary" loading={simple.isPending} onClick={() => confirm('close')}>
            {t('flow.close')}
          </Button>
        )}
        {may('approve') && (
          <Button type="primary" loading={simple.isPending} onClick={() => confirm('approve')}>
            {t('flow.approve')}
          </Button>
        )}
        {may('number') && (
          <Button type="primary" onClick={() => setAsked('number')}>
            {t('flow.number')}
          </Button>
        )}
        {may('issue') && (
          <Button type="primary" loading={simple.isPending} onClick={() => confirm('issue')}>
            {t('flow.issue')}
          </Button>
        )}
        {may('attach_signed') && (
          <Button
            type={report.has_signed_file ? 'default' : 'primary'}
            onClick={() => setAsked('attach_signed')}
          >
            {t(report.has_signed_file ? 'flow.attach_again' : 'flow.attach_signed')}
          </Button>
        )}
        {(['return', 'reopen', 'cancel'] as const).filter(may).map((step) => (
          <Button
            key={step}
            {...(step === 'cancel' ? { type: 'text' as const, danger: true } : {})}
            onClick={() => setAsked(step)}
          >
            {t(`flow.${step}`)}
          </Button>
        ))}
        {report.has_signed_file && <a href={`/api/v1/reports/${id}/signed`}>{t('flow.signed_file')}</a>}
        {report.external_number && report.external_on && (
          <span className="cl-quiet">
            {t('flow.external', {
              system: report.external_system,
              number: report.external_number,
              date: formatDate(report.external_on, true),
            })}
          </span>
        )}
      </div>
      {report.signed_files.length > 1 && (
        <p className="cl-quiet">
          {t('flow.earlier_files')}{' '}
          {report.signed_files.slice(0, -1).map((file) => (
            <a key={file.id} href={`/api/v1/reports/${id}/signed?file=${file.id}`}>
              {file.name} ({formatDate(file.attached_at, true)}){' '}
            </a>
          ))}
        </p>
      )}
      {(asked === 'reopen' || asked === 'return' || asked === 'cancel') && (
        <ReasonDialog step={asked} id={id} etag={etag} onClose={() => setAsked(undefined)} />
      )}
      {asked === 'number' && <NumberDialog report={report} etag={etag} onClose={() => setAsked(undefined)} />}
      {asked === 'attach_signed' && (
        <SignedDialog
          id={id}
          etag={etag}
          replaces={report.has_signed_file}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}

interface DialogProps {
  id: string;
  etag: string | undefined;
  onClose: () => void;
}

function ReasonDialog({ step, id, etag, onClose }: DialogProps & { step: 'reopen' | 'return' | 'cancel' }) {
  const { t } = useTranslation(['report', 'common']);
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: async () => {
      const options = { params: { path: { id } }, headers: ifMatch(etag), body: { reason } };
      if (step === 'reopen') await api.POST('/api/v1/reports/{id}/reopen', options);
      else if (step === 'return') await api.POST('/api/v1/reports/{id}/return', options);
      else await api.POST('/api/v1/reports/{id}/cancel', options);
    },
    onSuccess: async () => {
      await refresh(client);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t(`flow.${step}`)}
      okText={t(`flow.${step}`)}
      cancelText={t('common:action.back')}
      okButtonProps={{ disabled: reason.trim() === '', loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.isError && <ProblemAlert problem={send.error} />}
      <Labelled text={t(`flow.reason.${step}`)}>
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
        />
      </Labelled>
    </Modal>
  );
}

function NumberDialog({
  report,
  etag,
  onClose,
}: {
  report: Report;
  etag: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation(['report', 'common']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const field = useId();
  const [day, setDay] = useState<Dayjs>(dayjs());
  const [term, setTerm] = useState<[Dayjs, Dayjs]>();
  const known =
    report.term_from && report.term_to ? ([report.term_from, report.term_to] as const) : undefined;
  const send = useMutation({
    mutationFn: async () =>
      (
        await api.POST('/api/v1/reports/{id}/number', {
          params: { path: { id: report.report.id } },
          headers: ifMatch(etag),
          body: {
            issued_on: day.format('YYYY-MM-DD'),
            ...(term
              ? { term_from: term[0].format('YYYY-MM-DD'), term_to: term[1].format('YYYY-MM-DD') }
              : {}),
          },
        })
      ).data,
    onSuccess: async (given) => {
      await refresh(client);
      if (given) void message.success(t('flow.number_given', { symbol: given.symbol }));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('flow.number')}
      okText={t('flow.number')}
      cancelText={t('common:action.back')}
      okButtonProps={{ loading: send.isPending, disabled: report.head.party && !term && !known }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.isError && <ProblemAlert problem={send.error} />}
      {day.format('YYYY-MM-DD') < report.report.to && (
        <p className="cl-notice">{t('flow.ends_later_number', { date: formatDate(report.report.to) })}</p>
      )}
      <Form layout="vertical">
        <Form.Item label={t('flow.issued_on')} htmlFor={field} extra={t('flow.number_help')}>
          <DatePicker
            id={field}
            format="DD/MM/YYYY"
            allowClear={false}
            value={day}
            onChange={(value: Dayjs | null) => value && setDay(value)}
          />
        </Form.Item>
        {report.head.party && (
          <Form.Item
            label={t('flow.term')}
            {...(known
              ? {
                  extra: t('flow.term_known', {
                    from: formatDate(known[0], true),
                    to: formatDate(known[1], true),
                  }),
                }
              : {})}
          >
            <DatePicker.RangePicker
              format="DD/MM/YYYY"
              onChange={(value) => setTerm(value?.[0] && value[1] ? [value[0], value[1]] : undefined)}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

function SignedDialog({ id, etag, replaces, onClose }: DialogProps & { replaces: boolean }) {
  const { t } = useTranslation(['report', 'common']);
  const client = useQueryClient();
  const maxMb = uploadMaxMb(useSession());
  const [system, setSystem] = useState('');
  const [number, setNumber] = useState('');
  const [on, setOn] = useState<Dayjs | null>(null);
  const field = useId();
  const [reason, setReason] = useState('');
  const given = [system, number, on].filter(Boolean).length;
  const extra: Record<string, string> = {
    ...(replaces ? { reason } : {}),
    ...(given === 3 && on
      ? { external_system: system, external_number: number, external_on: on.format('YYYY-MM-DD') }
      : {}),
  };
  return (
    <Modal open footer={null} title={t('flow.attach_signed')} onCancel={onClose}>
      <Form layout="vertical">
        {replaces && (
          <Form.Item label={t('flow.replace_reason')} htmlFor={`${field}-reason`}>
            <Input.TextArea
              id={`${field}-reason`}
              rows={2}
              maxLength={2000}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          </Form.Item>
        )}
        <Form.Item label={t('flow.external_system')} htmlFor={`${field}-system`}>
          <Input
            id={`${field}-system`}
            value={system}
            maxLength={200}
            onChange={(e) => setSystem(e.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('flow.external_number')} htmlFor={`${field}-number`}>
          <Input
            id={`${field}-number`}
            value={number}
            maxLength={100}
            onChange={(e) => setNumber(e.target.value)}
          />
        </Form.Item>
        <Form.Item
          label={t('flow.external_on')}
          htmlFor={`${field}-on`}
          {...(given > 0 && given < 3
            ? { help: t('flow.external_all'), validateStatus: 'warning' as const }
            : {})}
        >
          <DatePicker
            id={`${field}-on`}
            format="DD/MM/YYYY"
            value={on}
            onChange={(value: Dayjs | null) => setOn(value)}
          />
        </Form.Item>
      </Form>
      <FileUpload<undefined>
        label={t('flow.signed_file')}
        accept=".pdf,.docx,.xml,.asice,.p7m,.p7s"
        maxMb={maxMb}
        confirm={t('flow.attach')}
        confirmDisabled={(given > 0 && given < 3) || (replaces && reason.trim() === '')}
        send={(file, tools) =>
          uploadFile(`/api/v1/reports/${id}/signed`, file, {
            ...tools,
            method: 'PUT',
            field: 'file',
            extra,
            headers: ifMatch(etag),
          })
        }
        onDone={() => {
          void refresh(client);
          onClose();
        }}
      />
    </Modal>
  );
}
