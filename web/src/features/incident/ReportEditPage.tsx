import '../dossier/dossier.css';
import './incident.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Skeleton } from 'antd';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isProblem } from '~/api/client';
import { uploadMaxMb, useSession } from '~/app/session';
import { Formats } from '~/features/dossier/Formats';
import { ActProblem } from '~/ui/ActProblem';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { FileUpload } from '~/ui/FileUpload';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, LawLink, Nothing, SecretWarning } from '~/ui/texts';
import {
  caseQuery,
  type Detail,
  type FieldValue,
  formsQuery,
  type ReportDetail,
  refresh,
  reportQuery,
} from './api';
import { printReport, rereadReport, saveReport, sendSigned, signedLink } from './calls';
import { casePath, fieldsByPart, LIST_PATH, may, mayWork } from './model';
import { IssueDialog, RefillButton, WithdrawDialog } from './ReportDialogs';
import { ReportFieldItem } from './ReportFieldItem';
import { ReportState } from './ReportsTab';

/** One notice or report of a case, filled from it and mended by hand. */
export function Component() {
  const { t } = useTranslation('incident');
  const { incident = '', report = '' } = useParams();
  const of = useQuery(caseQuery(incident));
  const found = useQuery(reportQuery(incident, report));
  const known = of.data?.incident;
  const one = found.data?.report;
  const failed = found.error ?? (of.data ? null : of.error);
  return (
    <Page
      title={one?.form_name ?? t('tab.reports')}
      object={known && one ? `${known.code} · ${one.form_name}` : undefined}
      meta={
        known &&
        one && (
          <span className="cl-inline">
            <ReportState value={one.state} />
            {one.number && (
              <span>
                {one.number} · <DateText value={one.issued_on} dayOnly />
              </span>
            )}
            <LinkBack detail={known} />
            <LawLink
              text={
                found.data?.official
                  ? found.data.article
                  : `${found.data?.article}, ${t('reports.not_official')}`
              }
            />
          </span>
        )
      }
    >
      {!failed && (found.isPending || of.isPending) && <Skeleton active />}
      {failed && (
        <RecordProblem
          problem={failed}
          action="incident.read"
          list={{ to: LIST_PATH, label: t('menu') }}
          onRetry={() => {
            void found.refetch();
            void of.refetch();
          }}
        />
      )}
      {of.data && found.data && (
        <Report key={`${report} ${found.data.report.version}`} detail={of.data} of={found.data} />
      )}
    </Page>
  );
}

function LinkBack({ detail }: { detail: Pick<Detail['incident'], 'id' | 'code' | 'title'> }) {
  return (
    <Link to={casePath(detail.id, 'reports')} className="cl-break">
      {detail.code} {detail.title}
    </Link>
  );
}

interface Fields {
  content: Record<string, FieldValue>;
  recipients: string;
}

const fieldsOf = ({ report, fields }: ReportDetail): Fields => ({
  content: Object.fromEntries(fields.map((f) => [f.key, f.value])),
  recipients: report.recipients,
});

/** Fields side by side when two people wrote: each key of the form by itself. */
const flat = ({ content, recipients }: Fields): Record<string, FieldValue> => ({ ...content, recipients });

function Report({ detail, of }: { detail: Detail; of: ReportDetail }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const { report, fields } = of;
  const missing = lacking(fields);
  const client = useQueryClient();
  const { message } = App.useApp();
  const session = useSession();
  const [form] = Form.useForm<Fields>();
  const draft = useDraft<Fields>(`incident.report.${report.id}`);
  const [dirty, setDirty] = useState(false);
  const [asked, setAsked] = useState<'issue' | 'withdraw'>();
  const [clash, setClash] = useState<{ mine: Fields; theirs: ReportDetail }>();
  const edits = report.state === 'draft' && mayWork(incident);
  const issues = report.state === 'draft' && may(incident, 'issue');
  const forms = useQuery({ ...formsQuery(incident.id), enabled: issues });
  const key = reportQuery(incident.id, report.id).queryKey;
  const save = useMutation({
    mutationFn: ({ fields, over }: { fields: Fields; over: ReportDetail }) =>
      saveReport(incident.id, over.report, fields),
    onSuccess: (answer) => {
      setDirty(false);
      draft.drop();
      void message.success(t('reports.saved'));
      client.setQueryData(key, answer);
      return refresh(client);
    },
    onError: async (error, { fields }) => {
      if (!isProblem(error) || !error.isConflict) return;
      // Beside the cache: the form keeps what was typed.
      const theirs = await rereadReport(incident.id, report.id);
      setClash({ mine: fields, theirs });
    },
  });
  const reread = async () => {
    await client.invalidateQueries({ queryKey: key });
    await refresh(client);
  };
  const all = (): Fields => {
    const typed = form.getFieldsValue(true) as Partial<Fields>;
    const start = fieldsOf(of);
    return {
      content: { ...start.content, ...typed.content },
      recipients: typed.recipients ?? start.recipients,
    };
  };
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isPending} />
      <div className="in-bar">
        <Formats
          name={report.form_name}
          formats={['docx', 'pdf']}
          get={(format) => printReport(incident.id, report.id, format)}
        />
        {edits && <RefillButton incident={incident.id} report={report} onDone={reread} />}
        {report.state === 'issued' && may(incident, 'issue') && (
          <Button onClick={() => setAsked('withdraw')}>{t('reports.withdraw')}</Button>
        )}
      </div>
      {of.note && <p className="cl-quiet">{of.note}</p>}
      {report.state === 'withdrawn' && of.reason && (
        <p className="cl-notice" role="note">
          {t('reports.withdrawn_for', { reason: of.reason })}
        </p>
      )}
      {missing.length > 0 && report.state === 'draft' && (
        <div className="cl-notice in-missing" role="note">
          <span>{t('reports.missing', { count: missing.length })}</span>
          <ul>
            {missing.map((label) => (
              <li key={label}>{label}</li>
            ))}
          </ul>
        </div>
      )}
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          form.setFieldsValue(kept as Parameters<typeof form.setFieldsValue>[0]);
          setDirty(true);
        }}
      />
      {edits || issues ? (
        <Form<Fields>
          form={form}
          layout="vertical"
          disabled={!edits}
          initialValues={fieldsOf(of)}
          onValuesChange={() => {
            setDirty(true);
            draft.save(all());
          }}
          onFinish={() => save.mutate({ fields: all(), over: of })}
        >
          {edits && <SecretWarning />}
          {fieldsByPart(fields).map(({ part, fields: some }) => (
            <Card key={part || 'all'} title={part || t('reports.content')}>
              {some.map((field) => (
                <ReportFieldItem key={field.key} field={field} empty={lacking([field]).length > 0} />
              ))}
            </Card>
          ))}
          <Card title={t('reports.recipients')}>
            <Form.Item name="recipients" extra={t('reports.recipients_help')}>
              <Input.TextArea
                autoSize={{ minRows: 2, maxRows: 10 }}
                maxLength={2000}
                aria-label={t('reports.recipients')}
              />
            </Form.Item>
          </Card>
          {save.isError && !clash && <ActProblem error={save.error} />}
          {(edits || issues) && (
            <div className="cl-form-bar in-stick">
              {edits && (
                <Button type={issues ? 'default' : 'primary'} htmlType="submit" loading={save.isPending}>
                  {t('reports.save')}
                </Button>
              )}
              {issues && (
                <Button
                  type="primary"
                  disabled={dirty}
                  title={dirty ? t('reports.save_first') : undefined}
                  onClick={() => setAsked('issue')}
                >
                  {t('reports.issue')}
                </Button>
              )}
              {dirty && <span className="cl-quiet">{t('reports.unsaved')}</span>}
            </div>
          )}
        </Form>
      ) : (
        <ReportText of={of} />
      )}
      {report.state === 'issued' && may(incident, 'issue', 'work', 'handle') && (
        <Card title={t('reports.signed_title')}>
          {report.signed_file && (
            <p>
              {t('reports.signed_there')}{' '}
              <a href={signedLink(incident.id, report.id)} download>
                {t('reports.signed_get')}
              </a>
            </p>
          )}
          <FileUpload
            label={t('reports.signed_file')}
            accept=".pdf,.docx"
            maxMb={uploadMaxMb(session)}
            confirm={t('reports.signed_send')}
            send={(file, tools) => sendSigned(incident.id, report, file, tools)}
            onDone={() => void reread()}
          />
        </Card>
      )}
      {asked === 'issue' && (
        <IssueDialog
          detail={detail}
          report={report}
          missing={missing}
          forms={forms.data ?? []}
          onClose={() => setAsked(undefined)}
          onDone={reread}
        />
      )}
      {asked === 'withdraw' && (
        <WithdrawDialog
          incident={incident.id}
          report={report}
          onClose={() => setAsked(undefined)}
          onDone={reread}
        />
      )}
      {clash && (
        <ConflictDialog<Record<string, FieldValue>>
          open
          mine={flat(clash.mine)}
          theirs={flat(fieldsOf(clash.theirs))}
          fields={[
            ...fields.map((f) => ({ key: f.key, label: f.label, render: shown })),
            { key: 'recipients', label: t('reports.recipients') },
          ]}
          onResolve={({ recipients, ...content }) => {
            const merged = { content, recipients: String(recipients ?? '') };
            form.setFieldsValue(merged as Parameters<typeof form.setFieldsValue>[0]);
            setClash(undefined);
            save.mutate({ fields: merged, over: clash.theirs });
          }}
          onCancel={() => setClash(undefined)}
        />
      )}
    </>
  );
}

/** Labels of what has to be said before it is issued. */
const lacking = (fields: ReportDetail['fields']) =>
  fields
    .filter(
      ({ required, value }) => required && (value === null || value === undefined || value.length === 0),
    )
    .map((field) => field.label);

/** What was issued, or what one may only read. */
function ReportText({ of: { fields, report } }: { of: ReportDetail }) {
  const { t } = useTranslation('incident');
  return (
    <>
      {fieldsByPart(fields).map(({ part, fields: some }) => (
        <Card key={part || 'all'} title={part || t('reports.content')}>
          <dl className="cl-facts">
            {some.map((field) => (
              <Fragment key={field.key}>
                <dt>{field.label}</dt>
                <dd className="cl-timeline-body">
                  <FieldText field={field} />
                </dd>
              </Fragment>
            ))}
          </dl>
        </Card>
      ))}
      <Card title={t('reports.recipients')}>
        {report.recipients ? <p className="cl-timeline-body">{report.recipients}</p> : <Nothing />}
      </Card>
    </>
  );
}

function FieldText({ field: { kind, value } }: { field: ReportDetail['fields'][number] }) {
  const { t } = useTranslation('incident');
  if (!value || value.length === 0) return <Nothing />;
  if (kind === 'yes_no') return t(value === 'yes' ? 'yes' : 'no');
  if ((kind === 'time' || kind === 'date') && typeof value === 'string')
    return <DateText value={value} dayOnly={kind === 'date'} />;
  return shown(value);
}

/** Rows of a table as lines. */
const shown = (value: FieldValue) =>
  Array.isArray(value) ? value.map((row) => row.join(' | ')).join('\n') : (value ?? '–');
