import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, isProblem, type Versioned, versioned } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { FormEnd, UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing, SecretWarning } from '~/ui/texts';
import type { Person } from './PersonPage';

interface Fields {
  full_name: string;
  email: string;
  phone: string;
}

const fieldsOf = (p: Person): Fields => ({
  full_name: p.full_name,
  email: p.email ?? '',
  phone: p.phone ?? '',
});

/** Name and contacts; two people editing at once get both versions side by side. */
export function PersonFacts({ record, editable }: { record: Versioned<Person>; editable: boolean }) {
  const { t } = useTranslation(['admin', 'common']);
  const [editing, setEditing] = useState(false);
  const person = record.value;
  return (
    <Card
      title={t('person.person')}
      extra={editable && !editing && <Button onClick={() => setEditing(true)}>{t('person.edit')}</Button>}
    >
      {editing ? (
        <Edit record={record} done={() => setEditing(false)} />
      ) : (
        <dl className="cl-facts">
          <dt>{t('person.full_name')}</dt>
          <dd>{person.full_name}</dd>
          <dt>{t('person.email')}</dt>
          <dd>{person.email ?? <Nothing />}</dd>
          <dt>{t('person.phone')}</dt>
          <dd>{person.phone ?? <Nothing />}</dd>
          <dt>{t('person.totp')}</dt>
          <dd>{t(person.totp_enabled ? 'person.totp_on' : 'person.totp_off')}</dd>
          <dt>{t('person.signed_in_at')}</dt>
          <dd>
            {person.signed_in_at ? <DateText value={person.signed_in_at} relative /> : t('person.never')}
          </dd>
          <dt>{t('person.created_at')}</dt>
          <dd>
            <DateText value={person.created_at} />
          </dd>
        </dl>
      )}
    </Card>
  );
}

function Edit({ record, done }: { record: Versioned<Person>; done: () => void }) {
  const { t } = useTranslation(['admin', 'errors']);
  const [form] = Form.useForm<Fields>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const showFields = useFieldErrors(form);
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: Versioned<Person> }>();
  const path = { params: { path: { id: record.value.id } } };
  const save = useMutation({
    mutationFn: ({ fields, etag }: { fields: Fields; etag: string | undefined }) =>
      api.PUT('/api/v1/people/{id}', {
        params: { ...path.params, header: { 'If-Match': etag ?? '' } },
        headers: ifMatch(etag),
        body: fields,
      }),
    onSuccess: async () => {
      setDirty(false);
      await client.invalidateQueries({ queryKey: ['people'] });
      void message.success(t('person.saved'));
      done();
    },
    onError: async (error, { fields }) => {
      if (isProblem(error) && error.isConflict) {
        const theirs = (await versioned(api.GET('/api/v1/people/{id}', path))) as Versioned<Person>;
        setConflict({ mine: fields, theirs });
      } else showFields(error);
    },
  });
  const clash = isProblem(save.error) && save.error.isConflict;
  return (
    <>
      <UnsavedGuard dirty={dirty} />
      <Form<Fields>
        form={form}
        layout="vertical"
        className="cl-narrow"
        initialValues={fieldsOf(record.value)}
        onValuesChange={() => setDirty(true)}
        onFinish={(fields) => save.mutate({ fields, etag: record.etag })}
      >
        <Form.Item
          name="full_name"
          label={t('person.full_name')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="email" label={t('person.email')}>
          <Input type="email" maxLength={254} />
        </Form.Item>
        <Form.Item name="phone" label={t('person.phone')}>
          <Input type="tel" maxLength={30} />
        </Form.Item>
        <SecretWarning />
        {save.isError && !clash && <ProblemAlert problem={save.error} />}
        <FormEnd submit={t('person.save')} working={save.isPending} onCancel={done} />
      </Form>
      {conflict && (
        <ConflictDialog<Fields>
          open
          mine={conflict.mine}
          theirs={fieldsOf(conflict.theirs.value)}
          fields={(['full_name', 'email', 'phone'] as const).map((key) => ({
            key,
            label: t(`person.${key}`),
          }))}
          onResolve={(fields) => {
            form.setFieldsValue(fields);
            setConflict(undefined);
            save.mutate({ fields, etag: conflict.theirs.etag });
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </>
  );
}
