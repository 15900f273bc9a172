import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isProblem } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { MAX_NOTE, type RuleDetail, refresh, removeRule, ruleQuery } from './api';
import { RULES_PATH } from './model';

/** Takes a rule away that people brought in; where the product has one of this id, that one counts again. */
export function RemoveDialog({
  detail: { rule, version },
  onClose,
}: {
  detail: RuleDetail;
  onClose: () => void;
}) {
  const { t } = useTranslation(['rule', 'errors', 'common']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ note: string }>();
  const fieldErrors = useFieldErrors(form);
  const remove = useMutation({
    mutationFn: (note: string) => removeRule(rule.id, version, note),
    onSuccess: () => {
      void message.success(t('rule:remove.done'));
      // The page of a rule that is gone is not asked for again.
      client.removeQueries({ queryKey: ruleQuery(rule.id).queryKey });
      void navigate(RULES_PATH);
      return refresh(client);
    },
    onError: (error) => {
      if (isProblem(error) && error.isConflict) return refresh(client);
      fieldErrors(error);
      return undefined;
    },
  });
  const shown = isProblem(remove.error) && remove.error.fields.some((f) => f.field === 'note');
  return (
    <Modal
      open
      title={t('rule:remove.title')}
      okText={t('rule:remove.do')}
      okButtonProps={{ danger: true }}
      cancelText={t('common:action.cancel')}
      confirmLoading={remove.isPending}
      mask={{ closable: false }}
      onCancel={onClose}
      onOk={form.submit}
    >
      <p className="cl-break">{rule.title}</p>
      <p>{t('rule:remove.text')}</p>
      <Form<{ note: string }>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ note }) => remove.mutate(note.trim())}
      >
        <Form.Item
          name="note"
          label={t('rule:remove.note')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <FreeText autoFocus minRows={2} maxLength={MAX_NOTE} />
        </Form.Item>
      </Form>
      {remove.isError && !shown && <ProblemAlert problem={remove.error} />}
    </Modal>
  );
}
