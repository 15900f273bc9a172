import { useMutation } from '@tanstack/react-query';
import { App, Button, Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { localDay } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Detail, LawForm, Report } from './api';
import { refresh } from './api';
import { ReasonItem } from './CaseActions';
import { reportStep } from './calls';
import { clocksOfForm, isOwed, recipientOf, sortClocks } from './model';
import { Countdown } from './words';

/** The report gets its number and meets the duties that are chosen. */
export function IssueDialog({
  detail: { incident, clocks },
  report,
  missing,
  forms,
  onClose,
  onDone,
}: {
  detail: Detail;
  report: Report;
  missing: readonly string[];
  forms: readonly LawForm[];
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const { t } = useTranslation('incident');
  const owed = sortClocks(clocks.filter(isOwed));
  return (
    <FormDialog<{ issued_on: string | null; clock_ids: string[] }>
      title={t('reports.issue')}
      submit={t('reports.issue_submit')}
      said={t('reports.issued')}
      start={{
        issued_on: localDay(new Date()),
        clock_ids: clocksOfForm(clocks, report.form, forms).map((c) => c.id),
      }}
      blocked={missing.length > 0}
      send={({ issued_on, clock_ids }) =>
        reportStep(incident.id, report, 'issue', { ...(issued_on ? { issued_on } : {}), clock_ids })
      }
      onDone={() => void onDone()}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('reports.issue_about')}</p>
      {missing.length > 0 && (
        <div className="cl-notice in-missing" role="note">
          <span>{t('reports.missing', { count: missing.length })}</span>
          <ul>
            {missing.map((label) => (
              <li key={label}>{label}</li>
            ))}
          </ul>
        </div>
      )}
      <DayItem name="issued_on" label={t('reports.issued_on')} required notAfterToday />
      {owed.length > 0 && (
        <Form.Item name="clock_ids" label={t('reports.meets')}>
          <Checkbox.Group className="in-radios">
            {owed.map((clock) => (
              <Checkbox key={clock.id} value={clock.id}>
                {clock.text} {clock.due_at && <Countdown due={clock.due_at} />}
                <span className="in-under">{recipientOf(clock)}</span>
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
      )}
    </FormDialog>
  );
}

export function WithdrawDialog({
  incident,
  report,
  onClose,
  onDone,
}: {
  incident: string;
  report: Report;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const { t } = useTranslation('incident');
  return (
    <FormDialog<{ reason: string }>
      title={t('reports.withdraw')}
      submit={t('reports.withdraw')}
      said={t('reports.withdrawn')}
      start={{ reason: '' }}
      danger
      send={({ reason }) => reportStep(incident, report, 'withdraw', { reason: reason.trim() })}
      onDone={() => void onDone()}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('reports.withdraw_about')}</p>
      <ReasonItem />
    </FormDialog>
  );
}

/** Takes from the case what it says now; what was written by hand is lost, so it asks first. */
export function RefillButton({
  incident,
  report,
  onDone,
}: {
  incident: string;
  report: Report;
  onDone: () => Promise<void>;
}) {
  const { t } = useTranslation(['incident', 'common']);
  const { modal, message } = App.useApp();
  const fill = useMutation({
    mutationFn: () => reportStep(incident, report, 'refill'),
    onSuccess: () => {
      void message.success(t('incident:reports.refilled'));
      return onDone();
    },
    onError: (error) =>
      void modal.error({ title: t('incident:reports.refill'), content: <ProblemAlert problem={error} /> }),
  });
  return (
    <Button
      loading={fill.isPending}
      onClick={() =>
        modal.confirm({
          title: t('incident:reports.refill'),
          content: t('incident:reports.refill_about'),
          okText: t('incident:reports.refill'),
          cancelText: t('common:action.back'),
          onOk: () => fill.mutateAsync().catch(() => undefined),
        })
      }
    >
      {t('incident:reports.refill')}
    </Button>
  );
}
