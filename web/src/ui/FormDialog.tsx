import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { ActProblem, isStale } from './ActProblem';
import { ConflictDialog, type ConflictField } from './ConflictDialog';
import { UnsavedGuard, useFieldErrors } from './forms';

/** How a record that somebody else changed meanwhile is read again and shown beside what was typed. */
export interface Versions<F, R> {
  /** The record as it was opened. */
  over: R;
  reread: () => Promise<R | undefined>;
  fieldsOf: (record: R) => F;
  shown: ConflictField<F>[];
}

/** A form in front of the page: sends, shows what was refused at its field, and two versions side by side. */
export function FormDialog<F extends object, R = never>({
  title,
  submit,
  said,
  start,
  send,
  refresh,
  versions,
  danger,
  blocked,
  wide,
  onDone,
  onClose,
  foot,
  children,
}: {
  title: string;
  /** The verb. */
  submit: string;
  /** What is told when it was done. */
  said: string;
  start: F;
  send: (fields: F, over: R | undefined) => Promise<unknown>;
  /** Reads again what the change may have touched; also when somebody else was faster. */
  refresh: (client: QueryClient) => Promise<unknown>;
  versions?: Versions<F, R> | undefined;
  danger?: boolean;
  /** Something that the dialog names has to be done first. */
  blocked?: boolean;
  wide?: boolean;
  onDone?: (answer: unknown) => void;
  onClose: () => void;
  /** Under the form and what went wrong with it. */
  foot?: ReactNode;
  children: ReactNode | ((form: FormInstance<F>) => ReactNode);
}) {
  const { t } = useTranslation('common');
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<F>();
  const fieldErrors = useFieldErrors(form);
  const [dirty, setDirty] = useState(false);
  const [shown, setShown] = useState(false);
  const [over, setOver] = useState(versions?.over);
  const [clash, setClash] = useState<{ mine: F; theirs: R }>();
  const save = useMutation({
    mutationFn: ({ fields, over }: { fields: F; over: R | undefined }) => send(fields, over),
    onMutate: () => setShown(false),
    onSuccess: async (answer) => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      void message.success(said);
      onClose();
      await refresh(client);
      onDone?.(answer);
    },
    onError: async (error, { fields }) => {
      if (versions && isProblem(error) && error.isConflict) {
        const theirs = await versions.reread().catch(() => undefined);
        if (theirs) {
          setClash({ mine: fields, theirs });
          return;
        }
      }
      if (isStale(error)) await refresh(client);
      setShown(fieldErrors(error));
    },
  });
  return (
    <Modal
      open
      width={wide ? 760 : 640}
      title={title}
      okText={submit}
      okButtonProps={{ danger: danger ?? false, disabled: blocked ?? false }}
      cancelText={t('action.cancel')}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      <UnsavedGuard dirty={dirty} />
      <Form<F>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={start}
        onValuesChange={() => setDirty(true)}
        onFinish={(fields) => save.mutate({ fields: { ...start, ...fields }, over })}
      >
        {typeof children === 'function' ? children(form) : children}
      </Form>
      {save.isError && !clash && !shown && <ActProblem error={save.error} />}
      {foot}
      {versions && clash && (
        <ConflictDialog<F>
          open
          mine={clash.mine}
          theirs={versions.fieldsOf(clash.theirs)}
          fields={versions.shown}
          onResolve={(chosen) => {
            // What is not of the record, e.g. the reason of the change, is this person's.
            const picked = versions.shown.map(({ key }) => [key, chosen[key]]);
            const fields: F = { ...clash.mine, ...Object.fromEntries(picked) };
            form.setFieldsValue(fields as Parameters<typeof form.setFieldsValue>[0]);
            setOver(() => clash.theirs);
            setClash(undefined);
            save.mutate({ fields, over: clash.theirs });
          }}
          onCancel={() => setClash(undefined)}
        />
      )}
    </Modal>
  );
}
