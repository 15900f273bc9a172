import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, ifMatch, versioned } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { FormEnd, UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Head, isConflict, type Report, refresh } from './model';

/** Lists are written one entry a line. */
type Fields = Omit<Head, 'addressees' | 'legal_bases' | 'authority' | 'recipients'> & {
  addressees: string;
  legal_bases: string;
  authority: string;
  recipients: string;
};
const lists = ['addressees', 'legal_bases', 'authority', 'recipients'] as const;
const order = [
  'superior',
  'issuer',
  'organ_symbol',
  'unit_symbol',
  'place',
  'subject',
  'addressees',
  'legal_bases',
  'authority',
  'signer_role',
  'signer_name',
  'recipients',
  'archive',
] as const;

export function toFields(head: Head): Fields {
  return {
    ...head,
    addressees: head.addressees.join('\n'),
    legal_bases: head.legal_bases.join('\n'),
    authority: head.authority.join('\n'),
    recipients: head.recipients.join('\n'),
  };
}

export function fromFields(fields: Fields): Head {
  const split = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return {
    ...fields,
    addressees: split(fields.addressees),
    legal_bases: split(fields.legal_bases),
    authority: split(fields.authority),
    recipients: split(fields.recipients),
  };
}

/** The fields around a document's body. */
export function HeadFields({
  head,
  disabled,
  usual,
  send,
  reload,
}: {
  head: Head;
  disabled?: boolean;
  /** The usual head of an agency has no subject of its own. */
  usual?: boolean;
  send: (head: Head) => Promise<unknown>;
  /** Reads the record as it is now, after a conflict. */
  reload: () => Promise<Head>;
}) {
  const { t } = useTranslation(['report', 'errors']);
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const showFields = useFieldErrors(form);
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: Fields }>();
  const save = useMutation({
    mutationFn: (fields: Fields) => send(fromFields(fields)),
    onSuccess: () => {
      setDirty(false);
      void message.success(t('head.saved'));
    },
    onError: async (error, mine) => {
      if (isConflict(error)) setConflict({ mine, theirs: toFields(await reload()) });
      else showFields(error);
    },
  });
  const required = [{ required: true, message: t('errors:field.required.what') }];
  const must = new Set<string>(['issuer', 'organ_symbol', 'place', 'signer_role']);
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={disabled ?? false}
      initialValues={toFields(head)}
      onValuesChange={() => setDirty(true)}
      onFinish={(fields) => save.mutate({ ...toFields(head), ...fields })}
      className="cl-report-head"
    >
      {save.isError && !isConflict(save.error) && <ProblemAlert problem={save.error} />}
      <Form.Item name="party" label={t('head.variant')}>
        <Segmented
          options={[
            { value: false, label: t('head.state') },
            { value: true, label: t('head.party') },
          ]}
        />
      </Form.Item>
      {order
        .filter((key) => !(usual && key === 'subject'))
        .map((key) => (
          <Form.Item
            key={key}
            name={key}
            label={t(`head.${key}`)}
            rules={must.has(key) ? required : []}
            {...((lists as readonly string[]).includes(key) ? { extra: t('head.one_a_line') } : {})}
          >
            {(lists as readonly string[]).includes(key) || key === 'subject' ? (
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
            ) : (
              <Input maxLength={300} />
            )}
          </Form.Item>
        ))}
      {!disabled && <FormEnd submit={t('head.save')} working={save.isPending} />}
      <UnsavedGuard dirty={dirty && !save.isPending} />
      {conflict && (
        <ConflictDialog<Fields>
          open
          mine={conflict.mine}
          theirs={conflict.theirs}
          fields={order.map((key) => ({ key, label: t(`head.${key}`) }))}
          onResolve={(merged) => {
            form.setFieldsValue(merged);
            setConflict(undefined);
            save.mutate(merged);
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </Form>
  );
}

/** The head of one report. */
export function HeadForm({ report, etag }: { report: Report; etag: string | undefined }) {
  const { t } = useTranslation('report');
  const client = useQueryClient();
  const [fresh, setFresh] = useState<string>();
  const params = { path: { id: report.report.id } };
  const mayWrite = report.steps.includes('write');
  return (
    <>
      {!mayWrite && <p className="cl-quiet">{t('head.read_only')}</p>}
      <HeadFields
        head={report.head}
        disabled={!mayWrite}
        send={async (head) => {
          await data(
            api.PUT('/api/v1/reports/{id}/head', { params, headers: ifMatch(fresh ?? etag), body: head }),
          );
          setFresh(undefined);
          await refresh(client);
        }}
        reload={async () => {
          const now = await versioned(api.GET('/api/v1/reports/{id}', { params }));
          setFresh(now.etag);
          return now.value.head;
        }}
      />
    </>
  );
}
