import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import type { Detail } from './api';
import { refresh } from './api';
import { ReasonItem } from './CaseActions';
import { classify, clearStep, takeStep } from './calls';
import { classBody, fieldsOf } from './classFields';
import { MomentItem } from './MomentField';
import { type Clearable, type Mendable, momentOf } from './model';
import { small } from './words';

interface Dialog {
  detail: Detail;
  onClose: () => void;
}

interface Fields {
  at: string | null;
  reason: string;
}

/** A step was taken at another moment than was said; why it is said again stays in the timeline. */
export function MendDialog({ detail: { incident }, step, onClose }: Dialog & { step: Mendable }) {
  const { t } = useTranslation('incident');
  return (
    <FormDialog<Fields>
      title={t('step.mend_of', { name: small(t(`step.name.${step}`)) })}
      submit={t('t0.submit')}
      said={t('step.mend_done')}
      start={{ at: momentOf(incident, step), reason: '' }}
      send={({ at, reason }) => takeStep(incident, { step, ...(at ? { at } : {}), reason: reason.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>
        {t('step.mend_about')} {step === 'end' && t('step.mend_end')}
      </p>
      <MomentItem name="at" label={t('step.at')} required notAfterNow />
      <ReasonItem />
    </FormDialog>
  );
}

/** A step was written that was never reached. */
export function ClearDialog({ detail: { incident }, step, onClose }: Dialog & { step: Clearable }) {
  const { t } = useTranslation('incident');
  return (
    <FormDialog<{ reason: string }>
      title={t('step.clear_of', { name: small(t(`step.name.${step}`)) })}
      submit={t('step.clear_submit')}
      said={t('step.clear_done')}
      start={{ reason: '' }}
      danger
      send={({ reason }) => clearStep(incident, { step, reason: reason.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('step.clear_about')}</p>
      <ReasonItem />
    </FormDialog>
  );
}

interface T0Fields {
  detected_at: string | null;
  occurred_at: string | null;
  data_known_at: string | null;
  reason: string;
}

/** The moments that the clocks are counted from; all else of the class stays as it is. */
export function T0Dialog({ detail: { incident, facts }, onClose }: Dialog) {
  const { t } = useTranslation('incident');
  const { detected_at, occurred_at, data_known_at } = incident;
  return (
    <FormDialog<T0Fields>
      title={t('t0.title')}
      submit={t('t0.submit')}
      said={t('t0.done')}
      start={{ detected_at, occurred_at, data_known_at, reason: '' }}
      send={({ reason, ...moments }) =>
        classify(incident, classBody({ ...fieldsOf(incident, facts), ...moments }, reason))
      }
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('t0.about')}</p>
      <MomentItem name="detected_at" label={t('class.detected_at')} required notAfterNow />
      <MomentItem name="occurred_at" label={t('class.occurred_at')} notAfterNow />
      {incident.personal_data && (
        <MomentItem
          name="data_known_at"
          label={t('class.data_known_at')}
          extra={t('class.data_known_help')}
          notAfterNow
        />
      )}
      <ReasonItem />
    </FormDialog>
  );
}
