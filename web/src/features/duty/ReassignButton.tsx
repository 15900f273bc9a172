import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { FreeText } from '~/ui/FreeText';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type DutyDetail, reread, tag } from './api';

interface Values {
  agency_id: string;
  reason: string;
}

/** Hands the duty to another agency, with a reason. */
export function ReassignButton({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('reassign.open')}
      </Button>
      <Modal
        open={open}
        title={t('reassign.title')}
        footer={null}
        onCancel={() => setOpen(false)}
        mask={{ closable: false }}
        destroyOnHidden
      >
        <Body detail={detail} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Body({ detail, onDone }: { detail: DutyDetail; onDone: () => void }) {
  const { t } = useTranslation(['duty', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { duty } = detail;
  const reassign = useMutation({
    mutationFn: (body: Values) =>
      data(
        api.POST('/api/v1/duties/{id}/reassign', {
          params: { path: { id: duty.id }, header: { 'if-match': tag(duty.version) } },
          body,
        }),
      ),
    onSuccess: async () => {
      void message.success(t('duty:reassign.done'));
      await reread(client);
      onDone();
    },
  });
  const rule = { required: true, message: t('errors:field.required.what') };
  const other = {
    validator: (_: unknown, id: string | null | undefined) =>
      id === duty.agency.id ? Promise.reject(new Error(t('duty:reassign.same'))) : Promise.resolve(),
  };
  return (
    <Form<Values> layout="vertical" requiredMark={false} onFinish={reassign.mutate}>
      <Form.Item name="agency_id" label={t('duty:reassign.to')} rules={[rule, other]}>
        <AgencySelect />
      </Form.Item>
      <Form.Item name="reason" label={t('duty:reassign.reason')} rules={[{ ...rule, whitespace: true }]}>
        <FreeText maxLength={10_000} />
      </Form.Item>
      {reassign.isError && <ProblemAlert problem={reassign.error} />}
      <Button type="primary" htmlType="submit" loading={reassign.isPending}>
        {t('duty:reassign.submit')}
      </Button>
    </Form>
  );
}
