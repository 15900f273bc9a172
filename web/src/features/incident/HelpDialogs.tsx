import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Radio, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { type Contact, contactsQuery, networkChoicesQuery, onDutyQuery } from '~/features/network/api';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Assistance, Detail } from './api';
import { refresh } from './api';
import { answerAssistance, post } from './calls';
import { MAX_REASON } from './model';

/** Calls people of the network; whoever is on duty stands first and is chosen already. */
export function CallOutDialog({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const contacts = useQuery(contactsQuery);
  const duty = useQuery(onDutyQuery);
  const choices = useQuery(networkChoicesQuery);
  const { incident } = detail;
  const failed = contacts.error ?? duty.error ?? choices.error;
  const first = duty.data?.first ?? [];
  const onDuty = new Set([...first, ...(duty.data?.second ?? [])].map((c) => c.id));
  const name = (c: Contact) => [c.name, c.post, c.phone].filter(Boolean).join(' · ');
  const options = [...(contacts.data?.items ?? [])]
    .filter((c) => c.active)
    .sort((a, b) => Number(onDuty.has(b.id)) - Number(onDuty.has(a.id)))
    .map((c) => ({
      value: c.id,
      label: name(c),
      hint: [onDuty.has(c.id) && t('incident:call.on_duty'), c.agency_name, c.skills.join(', ')]
        .filter(Boolean)
        .join(' · '),
    }));
  const ready = !contacts.isPending && !duty.isPending && !choices.isPending;
  const channels = choices.data?.channels ?? [];
  return (
    <FormDialog<{ contact_ids: string[]; channels: string[]; text: string }>
      key={String(ready)}
      title={t('incident:call.open')}
      submit={t('incident:call.submit')}
      said={t('incident:call.done')}
      start={{
        contact_ids: first.map((c) => c.id),
        channels,
        text: t('incident:call.text_start', { code: incident.code, title: incident.title }),
      }}
      send={(body) => post(incident.id, 'call-out', { ...body, text: body.text.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      {!ready && <Skeleton active title={false} />}
      {failed && (
        <ProblemAlert
          problem={failed}
          onRetry={() => {
            void contacts.refetch();
            void duty.refetch();
            void choices.refetch();
          }}
        />
      )}
      <Form.Item
        name="contact_ids"
        label={t('incident:call.who')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Select
          mode="multiple"
          options={options}
          classNames={{ popup: { root: 'in-choices' } }}
          showSearch={{
            filterOption: (typed, option) => matches(`${option?.label} ${option?.hint}`, typed),
          }}
          optionRender={(option) => (
            <>
              <div className="cl-wrap">{option.data.label}</div>
              {option.data.hint && <div className="cl-quiet cl-wrap">{option.data.hint}</div>}
            </>
          )}
        />
      </Form.Item>
      <Form.Item
        name="channels"
        label={t('incident:call.channels')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Checkbox.Group
          className="in-options"
          options={channels.map((value) => ({ value, label: t(`incident:channel.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="text"
        label={t('incident:call.text')}
        extra={t('incident:call.text_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}

/** Asks another agency for help. */
export function AssistanceDialog({ detail: { incident }, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<{ agency_id: string | null; wanted: string }>
      title={t('incident:help.open')}
      submit={t('incident:help.submit')}
      said={t('incident:help.sent')}
      start={{ agency_id: null, wanted: '' }}
      send={(body) => post(incident.id, 'assistance', { ...body, wanted: body.wanted.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('incident:help.about')}</p>
      <Form.Item
        name="agency_id"
        label={t('incident:help.agency')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <AgencySelect />
      </Form.Item>
      <Form.Item
        name="wanted"
        label={t('incident:help.wanted')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}

export function AnswerDialog({ help, onClose }: { help: Assistance; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const states = help.state === 'asked' ? ['accepted', 'refused'] : ['done', 'refused'];
  return (
    <FormDialog<{ state: string; answer: string }>
      title={t('incident:help.answer')}
      submit={t('incident:help.answer')}
      said={t('incident:help.answered')}
      start={{ state: states[0] ?? 'accepted', answer: '' }}
      send={({ state, answer }) => answerAssistance(help.id, { state, answer: answer.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="state" label={t('incident:help.answer_is')}>
        <Radio.Group>
          {states.map((value) => (
            <Radio key={value} value={value}>
              {t(`incident:help.state.${value}`)}
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item
        name="answer"
        label={t('incident:help.words')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}
