import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import type { Detail } from './api';
import { refresh } from './api';
import { takeStep } from './calls';
import { MomentItem } from './MomentField';
import { MAX_REASON, missingOf, type Step, wantsReason } from './model';

interface Fields {
  at: string | null;
  reason: string;
}

/** A step of the case: when it was reached, or why it is taken. */
export function StepDialog({ detail, step, onClose }: { detail: Detail; step: Step; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const { incident, missing_for_close: missing } = detail;
  const reason = wantsReason(step);
  const blocked = step === 'close' && missing.length > 0;
  return (
    <FormDialog<Fields>
      title={t(`incident:step.do.${step}`)}
      submit={t(`incident:step.do.${step}`)}
      said={t(`incident:step.done.${step}`)}
      start={{ at: new Date().toISOString(), reason: '' }}
      danger={step === 'dismiss'}
      blocked={blocked}
      send={({ at, reason: why }) =>
        takeStep(incident, {
          step,
          ...(reason || !at ? {} : { at }),
          ...(why.trim() ? { reason: why.trim() } : {}),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      {!blocked && <p>{t(`incident:step.about.${step}`)}</p>}
      {blocked && <MissingForClose detail={detail} />}
      {!reason && !blocked && <MomentItem name="at" label={t('incident:step.at')} required notAfterNow />}
      {reason && (
        <Form.Item
          name="reason"
          label={t('incident:reason')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <FreeText autoFocus maxLength={MAX_REASON} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** What the law wants before a case is closed. */
export function MissingForClose({ detail: { missing_for_close: missing, clocks } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  return (
    <div className="cl-notice in-missing" role="note">
      <span>{t('closing.missing', { count: missing.length })}</span>
      <ul>
        {missing.map((code) => {
          const { need, ...what } = missingOf(code, clocks);
          return <li key={code}>{t(`closing.need.${need}`, { ...what, defaultValue: code })}</li>;
        })}
      </ul>
    </div>
  );
}
