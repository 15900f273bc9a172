import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ifMatch, isProblem, type Versioned, versioned } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { formatDate } from '~/ui/format';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { LateTag, Nothing, SecretWarning } from '~/ui/texts';
import type { Contact } from './wire';

const TEXTS = ['focal_unit', 'focal_person', 'phone', 'email', 'head_name', 'head_title'] as const;
const COUNTS = ['specialists_full_time', 'specialists_part_time'] as const;
const FIELDS = [...TEXTS, ...COUNTS];

const read = (id: string, signal?: AbortSignal) =>
  versioned(
    api.GET('/api/v1/agencies/{id}/contact', { params: { path: { id } }, ...(signal ? { signal } : {}) }),
  );

/** Focal unit, head, staff and certificates: kept by the agency itself. */
export function ContactCard({ id, editable }: { id: string; editable: boolean }) {
  const { t } = useTranslation('agency');
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['agencies', 'contact', id],
    queryFn: ({ signal }) => read(id, signal),
    retry: false,
  });
  // Who may not read contacts is not shown an empty box.
  if (isProblem(query.error) && query.error.status === 403) return null;
  const view = query.data?.value;
  return (
    <Card
      title={t('contact.title')}
      extra={
        editable && view && !editing && <Button onClick={() => setEditing(true)}>{t('contact.edit')}</Button>
      }
    >
      {query.isPending && <Skeleton active />}
      {query.isError && <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />}
      {view && editing && (
        <Edit
          id={id}
          record={{ value: view.contact, etag: query.data?.etag }}
          done={() => setEditing(false)}
        />
      )}
      {view && !editing && (
        <dl className="cl-facts">
          {FIELDS.map((key) => (
            <Fact key={key} label={t(`contact.${key}`)} value={view.contact[key]} />
          ))}
          <dt>{t('contact.staff')}</dt>
          <dd>
            {view.staff.length === 0 && <Nothing />}
            {view.staff.map((person) => (
              <div key={person.person_id + person.title}>
                <Link to={`/nguoi-dung/${person.person_id}`}>{person.full_name}</Link>, {person.title}
              </div>
            ))}
          </dd>
          <dt>{t('contact.certificates')}</dt>
          <dd>
            {view.certificates.length === 0 && <Nothing />}
            {view.certificates.map((c) => (
              <div key={c.id}>
                {c.person_name}: {c.name} ({c.issuer}){' '}
                {c.valid_to && (
                  <span className="cl-quiet">
                    {t('contact.valid_to', { date: formatDate(c.valid_to, true) })}
                  </span>
                )}{' '}
                <LateTag due={c.valid_to} />
              </div>
            ))}
          </dd>
        </dl>
      )}
    </Card>
  );
}

function Fact({ label, value }: { label: string; value: string | number | null | undefined }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value ?? <Nothing />}</dd>
    </>
  );
}

function Edit({ id, record, done }: { id: string; record: Versioned<Contact>; done: () => void }) {
  const { t } = useTranslation('agency');
  const [form] = Form.useForm<Contact>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const showFields = useFieldErrors(form);
  const draft = useDraft<Contact>(`agency.contact.${id}`);
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Contact; theirs: Versioned<Contact> }>();
  const save = useMutation({
    mutationFn: ({ fields, etag }: { fields: Contact; etag: string | undefined }) =>
      api.PUT('/api/v1/agencies/{id}/contact', {
        params: { path: { id }, header: { 'if-match': etag ?? '' } },
        headers: ifMatch(etag),
        body: fields,
      }),
    onSuccess: async () => {
      setDirty(false);
      draft.drop();
      await client.invalidateQueries({ queryKey: ['agencies', 'contact', id] });
      void message.success(t('contact.saved'));
      done();
    },
    onError: async (error, { fields }) => {
      if (isProblem(error) && error.isConflict) {
        const fresh = await read(id);
        setConflict({ mine: fields, theirs: { value: fresh.value.contact, etag: fresh.etag } });
      } else showFields(error);
    },
  });
  const clash = isProblem(save.error) && save.error.isConflict;
  return (
    <>
      <UnsavedGuard dirty={dirty} />
      <DraftNotice
        draft={draft}
        onRestore={(value) => {
          form.setFieldsValue(value);
          setDirty(true);
        }}
      />
      <Form<Contact>
        form={form}
        layout="vertical"
        initialValues={record.value}
        onValuesChange={(_, all) => {
          setDirty(true);
          draft.save(all);
        }}
        onFinish={(fields) => save.mutate({ fields, etag: record.etag })}
      >
        {TEXTS.map((name) => (
          <Form.Item key={name} name={name} label={t(`contact.${name}`)}>
            <Input maxLength={200} />
          </Form.Item>
        ))}
        <div className="cl-two">
          {COUNTS.map((name) => (
            <Form.Item key={name} name={name} label={t(`contact.${name}`)}>
              <InputNumber min={0} max={100000} precision={0} />
            </Form.Item>
          ))}
        </div>
        <SecretWarning />
        {save.isError && !clash && <ProblemAlert problem={save.error} />}
        <FormEnd submit={t('contact.save')} working={save.isPending} onCancel={done} draft={draft} />
      </Form>
      {conflict && (
        <ConflictDialog<Contact>
          open
          mine={conflict.mine}
          theirs={conflict.theirs.value}
          fields={FIELDS.map((key) => ({ key, label: t(`contact.${key}`) }))}
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
