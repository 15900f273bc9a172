import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { DraftNotice, useDraft } from '~/ui/forms';
import { LawLink } from '~/ui/texts';
import { type Detail, type Doc, type PlainStep, takeStep } from './api';
import { dayBefore, MAX_NOTE, missingOf } from './model';
import { StepFrame } from './StepFrame';
import { useStep } from './useStep';

interface Fields {
  on?: string | null;
  note?: string;
}

/** Steps that are done on a day; giving up is done now. */
const DATED: readonly PlainStep[] = ['send', 'accept', 'return', 'appraise'];
const SAID: readonly PlainStep[] = ['return', 'appraise', 'drop'];

/** A step that wants a day or a few words. */
export function StepDialog({
  detail,
  step,
  onClose,
}: {
  detail: Detail;
  step: PlainStep;
  onClose: () => void;
}) {
  const { t } = useTranslation(['dossier', 'errors']);
  const [form] = Form.useForm<Fields>();
  const { dossier } = detail;
  const draft = useDraft<{ note?: string }>(`dossier.${step}.${dossier.id}`);
  const dated = DATED.includes(step);
  const { send, working, problem } = useStep<Fields>(
    step,
    form,
    ({ on, note }) =>
      takeStep(dossier, step, { ...(dated ? { on: on ?? null } : {}), note: (note ?? '').trim() }),
    () => {
      draft.drop();
      onClose();
    },
  );
  const notBefore = dayBefore(detail);
  return (
    <StepFrame
      detail={detail}
      step={step}
      working={working}
      problem={problem}
      blocked={step === 'send' && missingOf(detail.documents).length > 0}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {step === 'send' && <Missing documents={detail.documents} />}
      {step === 'send' && <StillOpen gates={detail.gates} />}
      <DraftNotice draft={draft} onRestore={(value) => form.setFieldsValue(value)} />
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ on: localDay(new Date()) }}
        onValuesChange={(_, { note }) => note && draft.save({ note })}
        onFinish={send}
      >
        {dated && (
          <DayItem
            name="on"
            label={t(`dossier:day.${step}`)}
            required
            notAfterToday
            {...(notBefore ? { notBefore } : {})}
          />
        )}
        {SAID.includes(step) && (
          <Form.Item
            name="note"
            label={t(`dossier:note.${step}`)}
            rules={
              step === 'drop'
                ? []
                : [{ required: true, whitespace: true, message: t('errors:field.required.what') }]
            }
          >
            <FreeText autoFocus maxLength={MAX_NOTE} />
          </Form.Item>
        )}
      </Form>
    </StepFrame>
  );
}

/** What has to be there before the approval: whoever sends the dossier can still see to it, the head cannot. */
function StillOpen({ gates }: { gates: Detail['gates'] }) {
  const { t } = useTranslation('dossier');
  const open = gates.filter((g) => g.before === 'approve' && g.open);
  if (open.length === 0) return null;
  return (
    <div className="cl-notice" role="note">
      <span>{t('gates.before_send')}</span>
      <ul className="ds-plain">
        {open.map((g) => (
          <li key={g.text}>
            {g.text} <LawLink text={g.article} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the law asks for and is not there: told before the server refuses it. */
function Missing({ documents }: { documents: readonly Doc[] }) {
  const { t } = useTranslation('dossier');
  const missing = missingOf(documents);
  if (missing.length === 0) return null;
  return (
    <div className="cl-notice" role="note">
      <span>{t('documents.missing_first', { count: missing.length })}</span>
      <ul className="ds-plain">
        {missing.map((d) => (
          <li key={d.code}>{d.name}</li>
        ))}
      </ul>
    </div>
  );
}
