import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { Nothing } from '~/ui/texts';
import { type Detail, readCase, refresh, type Task } from './api';
import { post, saveTask } from './calls';
import { MomentItem } from './MomentField';
import { MAX_TEXT, MAX_TITLE, PHASES } from './model';
import { PersonSelect } from './PersonSelect';

interface Fields {
  state: string;
  result: string;
  assignee_id: string | null;
  due_at: string | null;
}

/** Done, skipped with the reason, or given to somebody. */
export function TaskDialog({
  detail,
  task,
  to,
  onClose,
}: {
  detail: Detail;
  task: Task;
  to: 'done' | 'skipped' | 'edit';
  onClose: () => void;
}) {
  const { t } = useTranslation(['incident', 'errors']);
  const { incident } = detail;
  const fieldsOf = (of: Task): Fields => ({
    state: to === 'edit' ? of.state : to,
    result: of.result,
    assignee_id: of.assignee_id,
    due_at: of.due_at,
  });
  return (
    <FormDialog<Fields, Task>
      title={t(`incident:task.dialog.${to}`)}
      submit={t(`incident:task.submit.${to}`)}
      said={t(`incident:task.said.${to}`)}
      start={fieldsOf(task)}
      send={(fields, over) =>
        saveTask(incident.id, over ?? task, {
          ...fields,
          result: (fields.result ?? '').trim(),
          assignee_id: fields.assignee_id ?? null,
          due_at: fields.due_at ?? null,
        })
      }
      versions={{
        over: task,
        reread: async () => {
          const now = await readCase(incident.id);
          return now.tasks.find((one) => one.id === task.id);
        },
        fieldsOf: (of) => ({ ...fieldsOf(of), state: of.state }),
        shown: [
          {
            key: 'state',
            label: t('incident:column.state'),
            render: (value) => t(`incident:task.state.${String(value)}`),
          },
          { key: 'result', label: t('incident:task.result') },
          {
            key: 'assignee_id',
            label: t('incident:task.assignee'),
            render: (value) => (value ? <PersonSelect incident={incident.id} value={value} /> : <Nothing />),
          },
          {
            key: 'due_at',
            label: t('incident:task.due'),
            render: (value) => (value ? formatDate(value) : <Nothing />),
          },
        ],
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <p>
        <strong>{task.title}</strong>
      </p>
      {to === 'edit' ? (
        <>
          {task.state !== 'open' && (
            <Form.Item name="state" label={t('incident:column.state')}>
              <Radio.Group>
                {['open', 'done', 'skipped'].map((value) => (
                  <Radio key={value} value={value}>
                    {t(`incident:task.state.${value}`)}
                  </Radio>
                ))}
              </Radio.Group>
            </Form.Item>
          )}
          <Form.Item name="assignee_id" label={t('incident:task.assignee')}>
            <PersonSelect incident={incident.id} known={task.assignee_name} />
          </Form.Item>
          <MomentItem name="due_at" label={t('incident:task.due')} />
        </>
      ) : (
        <Form.Item
          name="result"
          label={t(to === 'done' ? 'incident:task.result' : 'incident:task.why')}
          rules={
            to === 'skipped'
              ? [{ required: true, whitespace: true, message: t('errors:field.required.what') }]
              : []
          }
        >
          <FreeText autoFocus maxLength={MAX_TEXT} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

interface NewFields {
  phase: string;
  title: string;
  text: string;
  side: string;
  assignee_id: string | null;
  due_at: string | null;
}

export function NewTaskDialog({ detail: { incident }, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<NewFields>
      title={t('incident:task.add')}
      submit={t('incident:task.add')}
      said={t('incident:task.added')}
      start={{
        phase: 'contain',
        title: '',
        text: '',
        side: incident.agency_side ? 'agency' : 'centre',
        assignee_id: null,
        due_at: null,
      }}
      send={({ title, text, assignee_id, due_at, ...rest }) =>
        post(incident.id, 'tasks', {
          ...rest,
          title: title.trim(),
          text: text.trim(),
          ...(assignee_id ? { assignee_id } : {}),
          ...(due_at ? { due_at } : {}),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('incident:task.title')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input autoFocus maxLength={MAX_TITLE} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="phase" label={t('incident:task.phase')}>
          <Select options={PHASES.map((value) => ({ value, label: t(`incident:phase.${value}`) }))} />
        </Form.Item>
        <Form.Item name="side" label={t('incident:task.side')}>
          <Select
            options={['centre', 'agency'].map((value) => ({ value, label: t(`incident:side.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="assignee_id" label={t('incident:task.assignee')}>
          <PersonSelect incident={incident.id} />
        </Form.Item>
        <MomentItem name="due_at" label={t('incident:task.due')} />
      </div>
      <Form.Item name="text" label={t('incident:task.text')}>
        <FreeText minRows={2} maxLength={MAX_TEXT} />
      </Form.Item>
    </FormDialog>
  );
}

/** A lesson becomes a task of the agency's plan. */
export function LessonDialog({
  detail: { incident },
  task,
  onClose,
}: {
  detail: Detail;
  task: Task;
  onClose: () => void;
}) {
  const { t } = useTranslation(['incident', 'errors']);
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<{ agency_id: string | null; title: string; due_on: string | null }>
      title={t('incident:task.to_plan')}
      submit={t('incident:task.to_plan_submit')}
      said={t('incident:task.to_plan_done')}
      start={{ agency_id: incident.agency_id, title: task.result || task.title, due_on: null }}
      send={(body) => post(incident.id, `tasks/${task.id}/plan-duty`, { ...body, title: body.title.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('incident:task.to_plan_about')}</p>
      <Form.Item name="title" label={t('incident:task.title')} rules={[{ ...required, whitespace: true }]}>
        <FreeText minRows={2} maxLength={MAX_TITLE} />
      </Form.Item>
      <Form.Item name="agency_id" label={t('incident:column.agency')} rules={[required]}>
        <AgencySelect />
      </Form.Item>
      <DayItem name="due_on" label={t('incident:task.due_on')} required />
    </FormDialog>
  );
}
