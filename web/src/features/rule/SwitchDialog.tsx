import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { MAX_NOTE, type Rule, refresh, switchRules } from './api';

/** Switches rules; what is shown of them is read again. */
export function useSwitch() {
  const { t } = useTranslation('rule');
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ rules, off, reason }: { rules: readonly string[]; off: boolean; reason?: string }) =>
      switchRules(rules, off, reason),
    onSuccess: (_, { rules, off }) => {
      void message.success(
        t(off ? 'switch.off_done' : 'switch.on_done', {
          count: rules.length,
          number: formatNumber(rules.length),
        }),
      );
      return refresh(client);
    },
  });
}

/** Asks why rules are switched off: whoever finds them silent later wants to know. */
export function SwitchDialog({
  rules,
  correlations = 0,
  onClose,
}: {
  rules: readonly Pick<Rule, 'id' | 'title'>[];
  /** Correlations that count the one rule, and fall silent with it. */
  correlations?: number;
  onClose: (done: boolean) => void;
}) {
  const { t } = useTranslation(['rule', 'errors', 'common']);
  const [form] = Form.useForm<{ reason: string }>();
  const fieldErrors = useFieldErrors(form);
  const turn = useSwitch();
  const number = { count: rules.length, number: formatNumber(rules.length) };
  const verb = rules.length === 1 ? t('rule:switch.off_this') : t('rule:switch.off_these', number);
  const shown = isProblem(turn.error) && turn.error.fields.some((f) => f.field === 'reason');
  return (
    <Modal
      open
      title={verb}
      okText={verb}
      cancelText={t('common:action.cancel')}
      confirmLoading={turn.isPending}
      mask={{ closable: false }}
      onCancel={() => onClose(false)}
      onOk={form.submit}
    >
      {rules.length === 1 && <p className="cl-break">{rules[0]?.title}</p>}
      <p>{t('rule:switch.off_text', number)}</p>
      {correlations > 0 && (
        <p className="cl-notice">{t('rule:switch.correlations', { count: correlations })}</p>
      )}
      <Form<{ reason: string }>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ reason }) =>
          turn.mutate(
            { rules: rules.map((r) => r.id), off: true, reason: reason.trim() },
            { onSuccess: () => onClose(true), onError: fieldErrors },
          )
        }
      >
        <Form.Item
          name="reason"
          label={t('rule:switch.reason')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <FreeText autoFocus minRows={2} maxLength={MAX_NOTE} />
        </Form.Item>
      </Form>
      {turn.isError && !shown && <ProblemAlert problem={turn.error} />}
    </Modal>
  );
}
