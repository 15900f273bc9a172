import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { FormEnd, UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { SecretWarning } from '~/ui/texts';
import {
  type GrantFields,
  GrantInputs,
  grantBody,
  type PostFields,
  PostInputs,
  postBody,
} from './DatedForms';
import { OneTimeLink } from './OneTimeLink';
import { suggestUserName } from './userName';

interface Fields {
  full_name: string;
  user_name: string;
  email?: string;
  phone?: string;
  post: PostFields;
  with_grant: boolean;
  grant: GrantFields;
  invite: boolean;
}

export function Component() {
  const { t } = useTranslation(['admin', 'errors']);
  const session = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const [dirty, setDirty] = useState(false);
  const [made, setMade] = useState<{ id: string; link?: Schema<'InvitationLink'> }>();
  const showFields = useFieldErrors(form);
  const withGrant = Form.useWatch('with_grant', form) ?? false;
  const create = useMutation({
    mutationFn: async (fields: Fields) => {
      const { id } = await data(
        api.POST('/api/v1/people', {
          body: {
            full_name: fields.full_name.trim(),
            user_name: fields.user_name.trim(),
            ...(fields.email ? { email: fields.email } : {}),
            ...(fields.phone ? { phone: fields.phone } : {}),
            posts: [postBody(fields.post)],
            grants: fields.with_grant ? [grantBody(fields.grant)] : [],
          },
        }),
      );
      if (!fields.invite) return { id };
      // The account exists already: a link that fails is asked for again on the person's page.
      const link = await data(api.POST('/api/v1/people/{id}/invitation', { params: { path: { id } } })).catch(
        () => undefined,
      );
      return link ? { id, link } : { id };
    },
    onSuccess: (answer) => {
      setDirty(false);
      void client.invalidateQueries({ queryKey: ['people'] });
      setMade(answer);
      if (!answer.link) setTimeout(() => void navigate(`/nguoi-dung/${answer.id}`));
    },
    onError: showFields,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Page title={t('people.new')}>
      <UnsavedGuard dirty={dirty} />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ with_grant: true, invite: true }}
        onValuesChange={(changed: Partial<Fields>) => {
          setDirty(true);
          if (changed.full_name !== undefined && !form.isFieldTouched('user_name')) {
            form.setFieldValue('user_name', suggestUserName(changed.full_name));
          }
        }}
        onFinish={(fields) => create.mutate(fields)}
        scrollToFirstError
      >
        <Card title={t('person.person')}>
          <Form.Item
            name="full_name"
            label={t('person.full_name')}
            rules={[{ ...required, whitespace: true }]}
          >
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="user_name"
            label={t('person.user_name')}
            extra={t('person.user_name_help')}
            rules={[required, { pattern: /^[A-Za-z0-9._@-]{3,64}$/, message: t('person.user_name_wrong') }]}
          >
            <Input maxLength={64} autoComplete="off" spellCheck={false} />
          </Form.Item>
          <div className="cl-two">
            <Form.Item name="email" label={t('person.email')}>
              <Input type="email" maxLength={254} autoComplete="off" />
            </Form.Item>
            <Form.Item name="phone" label={t('person.phone')}>
              <Input type="tel" maxLength={30} autoComplete="off" />
            </Form.Item>
          </div>
          <SecretWarning />
        </Card>
        <Card title={t('post.heading')}>
          <PostInputs prefix={['post']} />
        </Card>
        <Card title={t('grant.heading')}>
          <Form.Item name="with_grant" valuePropName="checked">
            <Checkbox>{t('grant.now')}</Checkbox>
          </Form.Item>
          {withGrant && <GrantInputs prefix={['grant']} />}
        </Card>
        {can(session, 'person.invite') && (
          <Form.Item name="invite" valuePropName="checked">
            <Checkbox>{t('link.at_once')}</Checkbox>
          </Form.Item>
        )}
        {create.isError && <ProblemAlert problem={create.error} />}
        <FormEnd
          submit={t('people.create')}
          working={create.isPending}
          onCancel={() => void navigate('/nguoi-dung')}
        />
      </Form>
      <OneTimeLink
        link={made?.link}
        name={(form.getFieldValue('full_name') as string | undefined) ?? ''}
        onClose={() => made && void navigate(`/nguoi-dung/${made.id}`)}
      />
    </Page>
  );
}
