import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { refresh } from '~/features/incident/api';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import {
  type Drill,
  type DrillDetail,
  drillStep,
  type Inject,
  type InjectBody,
  readDrill,
  saveInject,
  saveReview,
} from './api';
import { SPEEDS } from './model';

export function StepDialog({
  drill,
  step,
  onClose,
}: {
  drill: Drill;
  step: 'start' | 'end' | 'drop';
  onClose: () => void;
}) {
  const { t } = useTranslation('drill');
  return (
    <FormDialog<{ speed: number }>
      title={t(`step.${step}`)}
      submit={t(`step.${step}`)}
      said={t(`step_done.${step}`)}
      start={{ speed: 1 }}
      danger={step === 'drop'}
      send={({ speed }) => drillStep(drill.id, step, { speed })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t(`step_about.${step}`)}</p>
      {step === 'start' && (
        <Form.Item name="speed" label={t('speed')} extra={t('speed_help')}>
          <Select options={SPEEDS.map((value) => ({ value, label: t('speed_of', { count: value }) }))} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** Something that happens in the exercise. */
export function InjectDialog({
  detail,
  inject,
  onClose,
}: {
  detail: DrillDetail;
  inject?: Inject;
  onClose: () => void;
}) {
  const { t } = useTranslation(['drill', 'errors']);
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<InjectBody>
      title={t(inject ? 'drill:inject.edit_title' : 'drill:inject.add')}
      submit={t(inject ? 'drill:save' : 'drill:inject.add')}
      said={t('drill:saved')}
      start={{
        minute: inject?.minute ?? detail.minute ?? 0,
        agency_id: inject?.agency_id ?? null,
        title: inject?.title ?? '',
        text: inject?.text ?? '',
        expects: inject?.expects ?? '',
        within_minutes: inject?.within_minutes ?? null,
      }}
      send={(body) => saveInject(detail.drill, body, inject)}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="title" label={t('drill:inject.what')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="text" label={t('drill:inject.text')}>
        <FreeText minRows={3} maxLength={20_000} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="minute" label={t('drill:inject.minute')} rules={[required]}>
          <InputNumber min={0} max={100_000} precision={0} className="in-wide" />
        </Form.Item>
        <Form.Item name="agency_id" label={t('drill:inject.for')}>
          <Select
            allowClear
            placeholder={t('drill:inject.everybody')}
            options={detail.agencies.map((one) => ({ value: one.agency_id, label: one.agency_name }))}
            popupMatchSelectWidth={false}
          />
        </Form.Item>
        <Form.Item name="expects" label={t('drill:inject.expects')}>
          <Select
            options={[
              { value: '', label: t('drill:inject.nothing') },
              ...detail.milestones.map((value) => ({
                value,
                label: t(`drill:milestone.${value}`, { defaultValue: value }),
              })),
            ]}
          />
        </Form.Item>
        <Form.Item name="within_minutes" label={t('drill:inject.within_label')}>
          <InputNumber min={1} max={100_000} precision={0} className="in-wide" />
        </Form.Item>
      </div>
    </FormDialog>
  );
}

/** What was seen, for the after-action report. */
export function ReviewDialog({ detail, onClose }: { detail: DrillDetail; onClose: () => void }) {
  const { t } = useTranslation('drill');
  return (
    <FormDialog<{ review: string }, DrillDetail>
      wide
      title={t('review.title')}
      submit={t('save')}
      said={t('saved')}
      start={{ review: detail.review }}
      send={({ review }, over) => saveReview((over ?? detail).drill, review)}
      versions={{
        over: detail,
        reread: () => readDrill(detail.drill.id),
        fieldsOf: ({ review }) => ({ review }),
        shown: [{ key: 'review', label: t('review.title') }],
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="review" label={t('review.label')}>
        <FreeText minRows={8} maxRows={24} maxLength={20_000} />
      </Form.Item>
    </FormDialog>
  );
}
