import { useQuery } from '@tanstack/react-query';
import { Form, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem, type Schema } from '~/api/client';
import { matches } from '~/app/fold';
import { useSession } from '~/app/session';
import { localDay } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Alert } from './api';
import { useStep } from './steps';

/** Roles that judge alerts; the server has the last word. */
const JUDGES: readonly string[] = ['analyst', 'shift_lead'];

/** Whether somebody may judge alerts on a day. */
export function judges(person: Pick<Schema<'PersonView'>, 'grants'>, today: string): boolean {
  return person.grants.some((g) => JUDGES.includes(g.role) && g.from <= today && (!g.to || today < g.to));
}

/** Gives an alert to a colleague. Only for those who may see who there is. */
export function AssignDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { t } = useTranslation(['alert', 'errors', 'common']);
  const { person } = useSession();
  const [form] = Form.useForm<{ assignee: string }>();
  const take = useStep();
  const people = useQuery({
    queryKey: ['people', 'judges'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/people', { params: { query: { state: 'active', limit: 500 } }, signal })),
    staleTime: 60_000,
  });
  const today = localDay(new Date());
  const found = (people.data?.items ?? []).filter((one) => judges(one, today));
  const options = [
    { value: person.id, label: t('alert:assign.me', { name: person.full_name }) },
    ...found
      .filter((one) => one.id !== person.id)
      .map((one) => ({
        value: one.id,
        label: [one.full_name, one.posts[0]?.title].filter(Boolean).join(' · '),
      })),
  ];
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
