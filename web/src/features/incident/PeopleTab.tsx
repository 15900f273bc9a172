import { useQuery } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { ActProblem } from '~/ui/ActProblem';
import { FormDialog } from '~/ui/FormDialog';
import { Card } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText } from '~/ui/texts';
import { type Assistance, assistanceQuery, type Call, callsQuery, type Detail, refresh } from './api';
import { acknowledgeCall, act, post, remove } from './calls';
import { AnswerDialog, AssistanceDialog, CallOutDialog } from './HelpDialogs';
import { isOpen, may } from './model';
import { PersonSelect } from './PersonSelect';
import { Reading } from './Reading';
import { useAct } from './useAct';

/** Who leads, who takes part, who was called and who helps. */
export default function PeopleTab({ detail }: { detail: Detail }) {
  return (
    <div className="in-people">
      <LeadCard detail={detail} />
      <CallsCard detail={detail} />
      <HelpCard detail={detail} />
    </div>
  );
}

function LeadCard({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident, members } = detail;
  const { person } = useSession();
  const [asked, setAsked] = useState<'lead' | 'member'>();
  const close = () => setAsked(undefined);
  const handles = may(incident, 'handle') && isOpen(incident.state);
  const take = useAct(() => act(incident, 'lead', { person_id: person.id }), t('people.lead_done'));
  return (
    <Card title={t('people.title')}>
      <dl className="cl-facts">
        <dt>{t('column.lead')}</dt>
        <dd>
          <span className="cl-inline">
            {incident.lead_name || <span className="cl-quiet">{t('people.no_lead')}</span>}
            {handles && incident.lead_id !== person.id && (
              <Button
                size="small"
                type="primary"
                ghost
                loading={take.isPending}
                onClick={() => take.mutate()}
              >
                {t('people.take')}
              </Button>
            )}
            {handles && (
              <Button size="small" onClick={() => setAsked('lead')}>
                {t('people.give')}
              </Button>
            )}
          </span>
        </dd>
        <dt>{t('people.reporter')}</dt>
        <dd>{incident.reporter || incident.created_by}</dd>
      </dl>
      {take.isError && <ActProblem error={take.error} />}
      <h3 className="cl-section">{t('people.members')}</h3>
      {members.length === 0 && <p className="cl-quiet">{t('people.no_members')}</p>}
      <ul className="cl-lines">
        {members.map((one) => (
          <Member key={one.person_id} detail={detail} id={one.person_id} name={one.name} />
        ))}
      </ul>
      {handles && <Button onClick={() => setAsked('member')}>{t('people.add')}</Button>}
      {asked === 'lead' && (
        <PersonDialog
          detail={detail}
          title={t('people.give')}
          said={t('people.lead_done')}
          what="lead"
          without={incident.lead_id ? [incident.lead_id] : []}
          onClose={close}
        />
      )}
      {asked === 'member' && (
        <PersonDialog
          detail={detail}
          title={t('people.add')}
          said={t('people.added')}
          what="members"
          without={members.map((one) => one.person_id)}
          onClose={close}
        />
      )}
    </Card>
  );
}

function Member({ detail: { incident }, id, name }: { detail: Detail; id: string; name: string }) {
  const { t } = useTranslation('incident');
  const drop = useAct(() => remove(incident.id, 'members', id), t('people.removed'));
  return (
    <li>
      <span>
        {name}
        {drop.isError && <ActProblem error={drop.error} />}
      </span>
      {may(incident, 'handle') && isOpen(incident.state) && (
        <Button
          size="small"
          type="text"
          loading={drop.isPending}
          aria-label={t('people.remove_of', { name })}
          onClick={() => drop.mutate()}
        >
          {t('remove')}
        </Button>
      )}
    </li>
  );
}

function PersonDialog({
  detail: { incident },
  title,
  said,
  what,
  without,
  onClose,
}: {
  detail: Detail;
  title: string;
  said: string;
  what: 'lead' | 'members';
  without: readonly string[];
  onClose: () => void;
}) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<{ person_id: string | null }>
      title={title}
      submit={title}
      said={said}
      start={{ person_id: null }}
      send={(body) => (what === 'lead' ? act(incident, what, body) : post(incident.id, what, body))}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item
        name="person_id"
        label={t('incident:people.person')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <PersonSelect incident={incident.id} without={without} leads={what === 'lead'} />
      </Form.Item>
    </FormDialog>
  );
}

function CallsCard({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const found = useQuery(callsQuery(incident.id));
  const calls = found.data ?? [];
  const [asked, setAsked] = useState(false);
  const callsOut = may(incident, 'call_out') && isOpen(incident.state);
  return (
    <Card
      title={t('call.title')}
      extra={
        callsOut && (
          <Button type="primary" ghost onClick={() => setAsked(true)}>
            {t('call.open')}
          </Button>
        )
      }
    >
      <Reading found={found} />
      {found.data?.length === 0 && <p className="cl-quiet">{t('call.none')}</p>}
      <ul className="cl-lines">
        {calls.map((call) => (
          <CallRow
            key={call.id}
            call={call}
            acts={isOpen(incident.state) && may(incident, 'handle', 'work')}
          />
        ))}
      </ul>
      {asked && <CallOutDialog detail={detail} onClose={() => setAsked(false)} />}
    </Card>
  );
}

/** Whether one who was called has answered. */
export function CallRow({ call, acts }: { call: Call; acts: boolean }) {
  const { t } = useTranslation('incident');
  const confirm = useAct(() => acknowledgeCall(call.id, ''), t('call.confirmed'));
  return (
    <li>
      <span>
        {call.contact_name}{' '}
        <span className="cl-quiet">{t(`channel.${call.channel}`, { defaultValue: call.channel })}</span>
        <span className="in-under">
          <DateText value={call.asked_at} /> · {call.asked_by}
          {call.escalated_at && ` · ${t('call.escalated')}`}
        </span>
        {call.error && <span className="in-call-error">{call.error}</span>}
        {confirm.isError && <ActProblem error={confirm.error} />}
      </span>
      {call.acknowledged_at ? (
        <span className="in-right">
          <StatusTag tone="good" label={t('call.answered')} />
          <span className="in-under">
            <DateText value={call.acknowledged_at} /> {call.answer}
          </span>
        </span>
      ) : (
        <span className="cl-row-actions">
          <StatusTag tone="high" label={t(call.sent_at ? 'call.waits' : 'call.not_sent')} />
          {acts && (
            <Button size="small" loading={confirm.isPending} onClick={() => confirm.mutate()}>
              {t('call.confirm')}
            </Button>
          )}
        </span>
      )}
    </li>
  );
}

function HelpCard({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const found = useQuery(assistanceQuery(incident.id));
  const assistance = found.data ?? [];
  const [asked, setAsked] = useState(false);
  return (
    <Card
      title={t('help.title')}
      extra={
        isOpen(incident.state) &&
        may(incident, 'handle', 'work') && <Button onClick={() => setAsked(true)}>{t('help.open')}</Button>
      }
    >
      <Reading found={found} />
      {found.data?.length === 0 && <p className="cl-quiet">{t('help.none')}</p>}
      <ul className="cl-lines">
        {assistance.map((one) => (
          <HelpRow key={one.id} detail={detail} help={one} />
        ))}
      </ul>
      {asked && <AssistanceDialog detail={detail} onClose={() => setAsked(false)} />}
    </Card>
  );
}

const HELP_TONES: Record<string, 'high' | 'low' | 'good' | 'info'> = {
  asked: 'high',
  accepted: 'low',
  done: 'good',
};

function HelpRow({ detail, help }: { detail: Detail; help: Assistance }) {
  const { t } = useTranslation('incident');
  const [asked, setAsked] = useState(false);
  const waits = help.state === 'asked' || help.state === 'accepted';
  return (
    <li>
      <span>
        <strong>{help.agency_name}</strong>
        <span className="in-wanted">{help.wanted}</span>
        <span className="in-under">
          {help.asked_by} · <DateText value={help.asked_at} />
        </span>
        {help.answer && <span className="in-result">{help.answer}</span>}
      </span>
      <span className="cl-row-actions">
        <StatusTag
          tone={HELP_TONES[help.state] ?? 'info'}
          label={t(`help.state.${help.state}`, { defaultValue: help.state })}
        />
        {waits && help.may_answer && isOpen(detail.incident.state) && (
          <Button size="small" onClick={() => setAsked(true)}>
            {t('help.answer')}
          </Button>
        )}
      </span>
      {asked && <AnswerDialog help={help} onClose={() => setAsked(false)} />}
    </li>
  );
}
