import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '~/api/client';
import { useSession } from '~/app/session';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';

interface Fields {
  current: string;
  fresh: string;
  again: string;
}

export function PasswordCard() {
  const { t } = useTranslation(['auth', 'errors']);
  const { message } = App.useApp();
  const { person } = useSession();
  const [form] = Form.useForm<Fields>();
  const change = useMutation({
    mutationFn: ({ current, fresh }: Fields) =>
      api.POST('/api/v1/auth/password', { body: { current, new: fresh } }),
    onSuccess: () => {
      form.resetFields();
      void message.success(t('account.changed'));
    },
  });
  const required = [{ required: true, message: t('errors:field.required.what') }];
  return (
    <Card title={t('account.password')}>
      {change.isError && <ProblemAlert problem={change.error} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={change.mutate} className="cl-narrow">
        <input type="hidden" autoComplete="username" value={person.user_name} readOnly />
        <Form.Item name="current" label={t('account.current')} rules={required}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="fresh" label={t('account.new')} rules={required} extra={t('invitation.help')}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('account.again')}
          dependencies={['fresh']}
          rules={[
            ...required,
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                !value || value === getFieldValue('fresh')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('invitation.mismatch'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('account.change')}
        </Button>
      </Form>
    </Card>
  );
}
