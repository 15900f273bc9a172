import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { labelsQuery } from '~/features/agency/choices';
import { useCopy } from '~/features/source/Setup';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Nothing } from '~/ui/texts';
import { type Channel, channelsQuery } from './api';
import { ChannelForm } from './ChannelForm';
import { bodyOf, type Fields, FRESH, fieldsOf } from './channel';

const paramsOf = ({ id, version }: Channel) => ({
  path: { id },
  header: { 'if-match': `"${version}"` },
});

const LABELS: Record<Exclude<keyof Fields, 'kind'>, string> = {
  name: 'channel.name',
  target: 'channel.target',
  severity: 'channel.severity',
  hours: 'channel.hours',
  agency_id: 'column.agency',
  enabled: 'channel.enabled',
};

/** Opens a channel, or changes one: also its secret, and whether it stays. */
export function ChannelDialog({
  channel,
  onSecret,
  onClose,
}: {
  channel?: Channel;
  onSecret: (secret: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['alert', 'common']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: Channel }>();
  const reread = () => client.invalidateQueries({ queryKey: channelsQuery.queryKey });
  const save = useMutation({
    mutationFn: ({ fields, over }: { fields: Fields; over: Channel | undefined }) =>
      data(
        over
          ? api.PUT('/api/v1/alerts/channels/{id}', { params: paramsOf(over), body: bodyOf(fields) })
          : api.POST('/api/v1/alerts/channels', { body: bodyOf(fields) }),
      ),
    // The secret is kept by the page alone, not in the cache of answers.
    gcTime: 0,
    onSuccess: async (made) => {
      void message.success(t(channel ? 'alert:channel.saved' : 'alert:channel.opened'));
      if (made.secret) onSecret(made.secret);
      onClose();
      await reread();
    },
    onError: async (error, { fields }) => {
      if (!isProblem(error) || !error.isConflict || !channel) {
        fieldErrors(error);
        return;
      }
      await reread();
      const theirs = client.getQueryData(channelsQuery.queryKey)?.find((c) => c.id === channel.id);
      if (theirs) setConflict({ mine: fields, theirs });
    },
  });
  return (
    <Modal
      open
      width={620}
      title={t(channel ? 'alert:channel.edit' : 'alert:channel.new')}
      okText={t(channel ? 'alert:channel.save' : 'alert:channel.create')}
      cancelText={t('common:action.cancel')}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      <ChannelForm
        form={form}
        start={channel ? fieldsOf(channel) : FRESH}
        fixed={channel !== undefined}
        onSend={(fields) => save.mutate({ fields, over: channel })}
      />
      {channel && <Rest channel={channel} onSecret={onSecret} onClose={onClose} reread={reread} />}
      <Refused error={conflict ? undefined : save.error} />
      {conflict && (
        <ConflictDialog<Fields>
          open
          mine={conflict.mine}
          theirs={fieldsOf(conflict.theirs)}
          fields={(Object.keys(LABELS) as (keyof typeof LABELS)[]).map((key) => ({
            key,
            label: t(`alert:${LABELS[key]}`),
            render: (value) => <Value of={key} value={value} />,
          }))}
          onResolve={(fields) => {
            form.setFieldsValue(fields);
            setConflict(undefined);
            save.mutate({ fields, over: conflict.theirs });
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </Modal>
  );
}

/** A value of the form as one reads it. */
function Value({ of, value }: { of: keyof Fields; value: Fields[keyof Fields] }): ReactNode {
  const { t } = useTranslation(['alert', 'auth']);
  if (of === 'agency_id') return value ? <AgencyName id={String(value)} /> : t('alert:channel.everywhere');
  if (typeof value === 'boolean') return t(value ? 'alert:channel.on' : 'alert:channel.off');
  if (Array.isArray(value))
    return value.map((word) => t(`auth:role.${word}`, { defaultValue: word })).join(', ');
  if (of === 'severity') return t(`alert:severity.${value}`);
  if (of === 'hours') return t(`alert:channel.at.${value}`);
  return value ?? <Nothing />;
}

function AgencyName({ id }: { id: string }) {
  const name = useQuery(labelsQuery([id]));
  return <>{name.data?.[0]?.name ?? '…'}</>;
}

const FIELDS = ['name', 'target', 'severity', 'hours', 'kind'];

/** Refusals of the form stand at its fields; all others here. */
function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const fields = isProblem(error) ? error.fields : [];
  const shown = fields.length > 0 && fields.every((f) => FIELDS.includes(f.field));
  return shown ? null : <ProblemAlert problem={error} />;
}

/** What is done with a channel besides changing what is said of it. */
function Rest({
  channel,
  onSecret,
  onClose,
  reread,
}: {
  channel: Channel;
  onSecret: (secret: string) => void;
  onClose: () => void;
  reread: () => Promise<void>;
}) {
  const { t } = useTranslation(['alert', 'common']);
  const { modal, message } = App.useApp();
  const failed = (title: string) => (error: unknown) => {
    if (isProblem(error) && error.isConflict) void reread();
    modal.error({ title, content: <ProblemAlert problem={error} /> });
  };
  const renew = useMutation({
    mutationFn: () => data(api.POST('/api/v1/alerts/channels/{id}/secret', { params: paramsOf(channel) })),
    gcTime: 0,
    onSuccess: (made) => {
      if (made.secret) onSecret(made.secret);
      onClose();
      return reread();
    },
    onError: failed(t('alert:channel.renew_failed')),
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE('/api/v1/alerts/channels/{id}', { params: paramsOf(channel) }),
    onSuccess: () => {
      void message.success(t('alert:channel.removed'));
      onClose();
      return reread();
    },
    onError: failed(t('alert:channel.remove_failed')),
  });
  const ask = (name: 'renew' | 'remove', run: () => Promise<unknown>) =>
    modal.confirm({
      title: t(`alert:channel.${name}_ask`),
      content: t(`alert:channel.${name}_text`),
      okText: t(`alert:channel.${name}`),
      okButtonProps: { danger: name === 'remove' },
      cancelText: t('common:action.back'),
      onOk: () => run().catch(() => undefined),
    });
  return (
    <div className="cl-row-actions">
      {channel.kind === 'webhook' && (
        <Button loading={renew.isPending} onClick={() => ask('renew', () => renew.mutateAsync())}>
          {t('alert:channel.renew')}
        </Button>
      )}
      <Button danger loading={remove.isPending} onClick={() => ask('remove', () => remove.mutateAsync())}>
        {t('alert:channel.remove')}
      </Button>
    </div>
  );
}

/** The secret of a webhook, this once. */
export function SecretDialog({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { t } = useTranslation('alert');
  const copy = useCopy();
  return (
    <Modal
      open
      title={t('channel.secret')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      okText={t('channel.secret_copy')}
      cancelText={t('channel.secret_done')}
      onOk={() => void copy(secret)}
      onCancel={onDone}
    >
      <UnsavedGuard dirty title={t('channel.secret_guard')} text={t('channel.secret_guard_text')} />
      <p>{t('channel.secret_text')}</p>
      <Input.TextArea
        readOnly
        // `autoSize` would keep the text in a hidden twin for measuring.
        rows={2}
        className="al-secret"
        value={secret}
        aria-label={t('channel.secret')}
        onFocus={(e) => e.target.select()}
      />
    </Modal>
  );
}
