import { useQuery } from '@tanstack/react-query';
import { Form, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { matches } from '~/app/fold';
import { useSession } from '~/app/session';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Alert } from './api';
import { useStep } from './steps';

/** Gives an alert to a colleague who may judge it. */
export function AssignDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { t } = useTranslation(['alert', 'errors', 'common']);
  const { person } = useSession();
  const [form] = Form.useForm<{ assignee: string }>();
  const take = useStep();
  const people = useQuery({
    queryKey: ['alert', 'assignees', alert.id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/alerts/{id}/assignees', { params: { path: { id: alert.id } }, signal })),
    staleTime: 60_000,
  });
  const options = (people.data ?? []).map((one) => ({
    value: one.id,
    label:
      one.id === person.id
        ? t('alert:assign.me', { name: one.full_name })
        : [one.full_name, one.title].filter(Boolean).join(' · '),
  }));
  return (
    <Modal
      open
      title={t('alert:assign.title')}
      okText={t('alert:assign.submit')}
      cancelText={t('common:action.cancel')}
      confirmLoading={take.isPending}
      onCancel={onClose}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      <Form<{ assignee: string }>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ assignee }) =>
          take.mutate(
            { alerts: [alert], body: { step: 'assigned', assignee_id: assignee } },
            { onSuccess: onClose },
          )
        }
      >
        <Form.Item
          name="assignee"
          label={t('alert:assign.to')}
          rules={[{ required: true, message: t('errors:field.choose.what') }]}
        >
          <Select
            autoFocus
            options={options.filter((o) => o.value !== alert.assignee_id)}
            loading={people.isFetching}
            showSearch={{ filterOption: (typed, option) => matches(option?.label ?? '', typed) }}
          />
        </Form.Item>
      </Form>
      {people.isError && <ProblemAlert problem={people.error} onRetry={() => void people.refetch()} />}
      {take.isError && !isProblem(people.error) && <ProblemAlert problem={take.error} />}
    </Modal>
  );
}
