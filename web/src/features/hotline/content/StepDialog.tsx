import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Cite } from '~/ui/Cite';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { choicesQuery, refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { noticePath } from '../desk/paths';
import { useNames } from '../desk/words';
import { type ContentDetail, takeStep } from './api';
import { type ContentStep, groundsOf, type StepFields, stepBody, wantsText } from './model';

/** Characters, as the server allows. */
const MAX_TEXT = 4_000;
const MAX_NUMBER = 100;

/** A step of the handling, with the paper that belongs to it. */
export function StepDialog({
  detail: { line },
  step,
  onClose,
}: {
  detail: ContentDetail;
  step: ContentStep;
  onClose: () => void;
}) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const navigate = useNavigate();
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<StepFields>
      title={t(`hotline_desk:content.step.${step}`)}
      submit={t(`hotline_desk:content.step.${step}`)}
      said={t(`hotline_desk:content.said.${step}`)}
      start={{
        text: '',
        document_number: '',
        recipient_name: line.competent_name ?? '',
        ground: line.ground ?? '',
        competent: line.competent ?? '',
      }}
      send={(fields) => takeStep(line, stepBody(step, fields))}
      refresh={refresh}
      onDone={(answer) => {
        const { notice_id } = (answer as ContentDetail).line;
        if (step === 'correct' && notice_id) void navigate(noticePath(notice_id));
      }}
      onClose={onClose}
    >
      {(form) => (
        <>
          <p>{t(`hotline_desk:content.step_about.${step}`)}</p>
          {step === 'assess' && (
            <Grounds kind={line.kind} onGround={(competent) => form.setFieldValue('competent', competent)} />
          )}
          {step === 'transfer' && (
            <Form.Item name="recipient_name" label={t('hotline_desk:content.recipient')} rules={[required]}>
              <Input maxLength={MAX_NAME} />
            </Form.Item>
          )}
          {(step === 'transfer' || step === 'answer') && (
            <Form.Item
              name="document_number"
              label={t('hotline_desk:content.document_number')}
              rules={step === 'transfer' ? [required] : []}
            >
              <Input maxLength={MAX_NUMBER} />
            </Form.Item>
          )}
          <Form.Item
            name="text"
            label={t(`hotline_desk:content.text_of.${step}`)}
            rules={wantsText(step) ? [required] : []}
          >
            {step === 'correct' ? (
              <FreeText single maxLength={MAX_NAME} />
            ) : (
              <FreeText minRows={3} maxLength={MAX_TEXT} />
            )}
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

/** Why it is unlawful, by which article, and who is competent. */
function Grounds({ kind, onGround }: { kind: string; onGround: (competent: string) => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const choices = useQuery(choicesQuery);
  const { recipients } = useNames();
  const grounds = groundsOf(choices.data?.content_grounds, kind);
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <>
      <Form.Item name="ground" label={t('hotline_desk:content.ground')} rules={[required]}>
        <Select
          options={grounds.map(({ code, name }) => ({ value: code, label: name }))}
          loading={choices.isPending}
          popupMatchSelectWidth={false}
          onChange={(code: string) => {
            const ground = grounds.find((one) => one.code === code);
            if (ground) onGround(ground.competent);
          }}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['ground']}>
        {({ getFieldValue }) => {
          const ground = grounds.find((one) => one.code === getFieldValue('ground'));
          if (!ground) return null;
          return (
            <div className="hd-ground" role="note">
              <p>{ground.text}</p>
              <p>
                <Cite of={{ citation: ground.article, certainty: ground.certainty }} />
              </p>
              {ground.note && <p>{ground.note}</p>}
            </div>
          );
        }}
      </Form.Item>
      <Form.Item name="competent" label={t('hotline_desk:content.competent')} rules={[required]}>
        <Select
          options={recipients.map(({ code, name }) => ({ value: code, label: name }))}
          popupMatchSelectWidth={false}
        />
      </Form.Item>
    </>
  );
}
