import { Form, type FormInstance, Input } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { fieldText, problemText } from '~/app/problemText';
import { FreeText } from '~/ui/FreeText';
import { type Draft, FormEnd } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { MAX_NOTE } from './api';
import { TrialCard } from './TrialCard';
import { spoken } from './why';

export interface Fields {
  text: string;
  note: string;
}

/** Puts a refusal at its field: that the text is no rule, too. Gives what found no place. */
function usePlaced(form: FormInstance<Fields>): (error: unknown) => void {
  const { t } = useTranslation(['errors', 'rule']);
  return useCallback(
    (thrown: unknown) => {
      const error = spoken(t, thrown);
      if (!isProblem(error)) return;
      const put = (name: keyof Fields, text: string) => {
        form.setFields([{ name, errors: [text] }]);
        form.scrollToField(name, { block: 'nearest', focus: true });
      };
      if (error.code === 'rule.unreadable') {
        const { what, why } = problemText(t, error);
        put('text', [what, why].filter(Boolean).join(' '));
        return;
      }
      for (const field of error.fields)
        if (field.field === 'text' || field.field === 'note') put(field.field, fieldText(t, field));
    },
    [form, t],
  );
}

export function useRuleErrors(form: FormInstance<Fields>) {
  return usePlaced(form);
}

function isPlaced(error: unknown): boolean {
  if (!isProblem(error)) return false;
  return (
    error.code === 'rule.unreadable' ||
    (error.fields.length > 0 && error.fields.every((f) => f.field === 'text' || f.field === 'note'))
  );
}

/** The text of a rule, a trial of it, and why it is written. */
export function RuleForm({
  form,
  start,
  above,
  noteHelp,
  submit,
  working,
  error,
  draft,
  refusal,
  onChange,
  onSend,
  onCancel,
}: {
  form: FormInstance<Fields>;
  start: Fields;
  /** Between the label of the text and the page's head. */
  above?: ReactNode;
  noteHelp: string;
  submit: string;
  working: boolean;
  error: unknown;
  draft: Draft<Fields>;
  /** Instead of the alert, for a refusal of which the page knows more. */
  refusal?: ReactNode;
  onChange: (fields: Fields) => void;
  onSend: (fields: Fields) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['rule', 'errors']);
  const text = Form.useWatch('text', form) ?? start.text;
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onValuesChange={(_, fields) => onChange(fields)}
      onFinish={({ text: said, note }) => onSend({ text: said, note: note.trim() })}
    >
      {above}
      <Form.Item name="text" label={t('rule:form.text')} extra={t('rule:form.text_help')} rules={[required]}>
        <Input.TextArea
          className="ru-editor"
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          autoSize={{ minRows: 14, maxRows: 34 }}
        />
      </Form.Item>
      <TrialCard ask={{ text }} idle={text.trim() === '' ? t('rule:trial.idle_text') : undefined} />
      <Form.Item name="note" label={t('rule:form.note')} extra={noteHelp} rules={[required]}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
      {refusal ?? (Boolean(error) && !isPlaced(error) && <ProblemAlert problem={spoken(t, error)} />)}
      <FormEnd submit={submit} working={working} onCancel={onCancel} draft={draft} />
    </Form>
  );
}
