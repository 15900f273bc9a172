import { Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '~/ui/format';
import { LawLink } from '~/ui/texts';
import { approve, type Decision, type Detail } from './api';
import { DecisionFields } from './DecisionFields';
import { StepFrame } from './StepFrame';
import { useStep } from './useStep';

/** The level is approved by a decision. */
export function ApproveDialog({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation('dossier');
  const [form] = Form.useForm<Decision>();
  const [file, setFile] = useState<File>();
  const { dossier } = detail;
  const { send, working, problem } = useStep<Decision>(
    'approve',
    form,
    (decision) => approve(dossier, decision, file),
    onClose,
  );
  const gates = detail.gates.filter((g) => g.before === 'approve' && g.open);
  return (
    <StepFrame
      detail={detail}
      step="approve"
      working={working}
      problem={problem}
      blocked={gates.length > 0}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {gates.length > 0 && (
        <div className="cl-notice" role="note">
          <span>{t('gates.still')}</span>
          <ul className="ds-plain">
            {gates.map((g) => (
              <li key={g.text}>
                {g.text} <LawLink text={g.article} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Form<Decision>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ on: localDay(new Date()) }}
        onFinish={send}
      >
        <DecisionFields file={file} onFile={setFile} notBefore={dossier.appraised_on ?? undefined} />
      </Form>
    </StepFrame>
  );
}
