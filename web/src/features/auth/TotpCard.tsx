import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { sessionQuery, useSession } from '~/app/session';
import { lazyPart } from '~/ui/lazyPart';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';

const QrPicture = lazyPart(() => import('./QrPicture'), <Skeleton.Node active />);

/** Turning the second step of signing in on and off. */
export function TotpCard() {
  const { t } = useTranslation('auth');
  const { person } = useSession();
  return (
    <Card
      title={t('account.totp')}
      extra={
        <StatusTag
          tone={person.totp_enabled ? 'good' : 'medium'}
          label={t(person.totp_enabled ? 'account.totp_on' : 'account.totp_off')}
        />
      }
    >
      <p>{t('account.totp_why')}</p>
      {person.totp_demanded && person.totp_enabled && <p>{t('account.totp_demanded_on')}</p>}
      {!person.totp_enabled && <Enrol />}
      {person.totp_enabled && !person.totp_demanded && <Remove />}
    </Card>
  );
}

function useDone(text: string) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return async () => {
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    void message.success(text);
  };
}

function Enrol() {
  const { t } = useTranslation(['auth', 'errors']);
  const begin = useMutation({ mutationFn: () => data(api.POST('/api/v1/auth/totp')), gcTime: 0 });
  const confirm = useMutation({
    mutationFn: ({ code }: { code: string }) =>
      api.POST('/api/v1/auth/totp/confirm', { body: { code: code.replace(/\D/g, '') } }),
    onSuccess: useDone(t('account.totp_enabled')),
  });
  if (!begin.data) {
    return (
      <>
        {begin.isError && <ProblemAlert problem={begin.error} />}
        <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('account.totp_begin')}
        </Button>
      </>
    );
  }
  return (
    <div className="cl-narrow">
      <p>{t('account.totp_scan')}</p>
      <QrPicture text={begin.data.otpauth_url} label={t('account.totp_qr')} />
      <p>
        {t('account.totp_type')}
        <br />
        <code className="cl-break">{begin.data.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      {confirm.isError && <ProblemAlert problem={confirm.error} />}
      <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={confirm.mutate}>
        <Form.Item
          name="code"
          label={t('account.totp_code')}
          rules={[{ required: true, message: t('errors:field.required.what') }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={7} className="cl-code" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t('account.totp_confirm')}
        </Button>
      </Form>
    </div>
  );
}

function Remove() {
  const { t } = useTranslation(['auth', 'errors']);
  const remove = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      api.DELETE('/api/v1/auth/totp', { body: { password } }),
    onSuccess: useDone(t('account.totp_removed')),
  });
  return (
    <>
      {remove.isError && <ProblemAlert problem={remove.error} />}
      <Form<{ password: string }>
        layout="vertical"
        requiredMark={false}
        onFinish={remove.mutate}
        className="cl-narrow"
      >
        <Form.Item
          name="password"
          label={t('sign_in.password')}
          extra={t('account.totp_remove_help')}
          rules={[{ required: true, message: t('errors:field.required.what') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button danger htmlType="submit" loading={remove.isPending}>
          {t('account.totp_remove')}
        </Button>
      </Form>
    </>
  );
}
