import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ActProblem } from '~/ui/ActProblem';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type Detail, formsQuery, type Report, reportsQuery } from './api';
import { draftReport } from './calls';
import { mayWork, reportPath } from './model';
import { Reading } from './Reading';

/** Notices and reports of the law, filled from the case. */
export default function ReportsTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const found = useQuery(reportsQuery(incident.id));
  const reports = found.data ?? [];
  return (
    <section aria-label={t('tab.reports')}>
      {mayWork(incident) && <Write detail={detail} />}
      <Reading found={found} />
      {found.data?.length === 0 ? (
        <EmptyState title={t('reports.empty')} text={t('reports.empty_text')} />
      ) : (
        <ul className="cl-lines in-list">
          {reports.map((report) => (
            <li key={report.id}>
              <span>
                <Link to={reportPath(incident.id, report.id)}>
                  {report.place > 1
                    ? t('reports.again', { name: report.form_name, place: report.place })
                    : report.form_name}
                </Link>
                <span className="in-under">
                  {report.state === 'issued' ? (
                    <>
                      {report.number} · <DateText value={report.issued_on} dayOnly /> · {report.issued_by}
                      {report.signed_file && ` · ${t('reports.signed')}`}
                    </>
                  ) : (
                    <>
                      {report.created_by} · <DateText value={report.created_at} />
                    </>
                  )}
                </span>
              </span>
              <ReportState value={report.state} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const TONES: Record<string, Tone> = { draft: 'medium', issued: 'good', withdrawn: 'info' };

export function ReportState({ value }: { value: Report['state'] }) {
  const { t } = useTranslation('incident');
  return (
    <StatusTag tone={TONES[value] ?? 'info'} label={t(`reports.state.${value}`, { defaultValue: value })} />
  );
}

/** Chooses a form; those that meet a duty of this case come first. */
function Write({ detail: { incident } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const navigate = useNavigate();
  const found = useQuery(formsQuery(incident.id));
  const [form, setForm] = useState<string>();
  const draft = useMutation({
    mutationFn: (id: string) => draftReport(incident.id, id),
    onSuccess: ({ report }) => navigate(reportPath(incident.id, report.id)),
  });
  if (found.isError && !found.data)
    return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  const forms = [...(found.data ?? [])].sort(
    (a, b) => Number((b.duty_ids?.length ?? 0) > 0) - Number((a.duty_ids?.length ?? 0) > 0),
  );
  return (
    <div className="in-bar">
      <Select
        className="in-form-pick"
        aria-label={t('reports.form')}
        placeholder={t('reports.choose')}
        loading={found.isPending}
        value={form ?? null}
        popupMatchSelectWidth={false}
        classNames={{ popup: { root: 'in-choices' } }}
        onChange={(id: string | null) => setForm(id ?? undefined)}
        options={forms.map((one) => ({
          value: one.id,
          label: one.number ? t('reports.form_of', { number: one.number, name: one.name }) : one.name,
          hint: [one.article, one.official ? '' : t('reports.not_official')].filter(Boolean).join(' · '),
          owed: (one.duty_ids?.length ?? 0) > 0,
        }))}
        optionRender={(option) => (
          <>
            <div className="cl-wrap">
              {option.data.label} {option.data.owed && <strong>({t('reports.owed')})</strong>}
            </div>
            <div className="cl-quiet cl-wrap">{option.data.hint}</div>
          </>
        )}
      />
      <Button
        type="primary"
        disabled={!form}
        loading={draft.isPending}
        onClick={() => form && draft.mutate(form)}
      >
        {t('reports.write')}
      </Button>
      {draft.isError && <ActProblem error={draft.error} />}
    </div>
  );
}
