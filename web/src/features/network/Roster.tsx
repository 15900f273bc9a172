import { useQuery } from '@tanstack/react-query';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { can, useSession } from '~/app/session';
import { refresh } from '~/features/incident/api';
import { MomentItem } from '~/features/incident/MomentField';
import { Reading } from '~/features/incident/Reading';
import { useAct } from '~/features/incident/useAct';
import { ActProblem } from '~/ui/ActProblem';
import { FormDialog } from '~/ui/FormDialog';
import { formatDate, localDay } from '~/ui/format';
import { Card } from '~/ui/Page';
import { addTurn, contactsQuery, removeTurn, rosterQuery, type Turn } from './api';
import { addDays, boundsOf, LINES, mondayOf, turnsOn, weekOf } from './model';

/** Who is on duty in a week, day by day. */
export function Roster() {
  const { t } = useTranslation('network');
  const session = useSession();
  const today = localDay(new Date());
  const [monday, setMonday] = useState(() => mondayOf(today));
  const [adding, setAdding] = useState(false);
  const days = weekOf(monday);
  const found = useQuery(rosterQuery(boundsOf(monday).from, boundsOf(addDays(monday, 6)).to));
  const changes = can(session, 'network.change');
  return (
    <Card
      title={t('roster.title')}
      extra={
        <span className="in-bar nw-week">
          <Button size="small" aria-label={t('roster.before')} onClick={() => setMonday(addDays(monday, -7))}>
            ←
          </Button>
          <span className="cl-figures">
            {formatDate(monday)} – {formatDate(addDays(monday, 6))}
          </span>
          <Button size="small" aria-label={t('roster.after')} onClick={() => setMonday(addDays(monday, 7))}>
            →
          </Button>
          {changes && (
            <Button size="small" type="primary" ghost onClick={() => setAdding(true)}>
              {t('roster.add')}
            </Button>
          )}
        </span>
      }
    >
      <Reading found={found} />
      {found.data && (
        <ol className="nw-days">
          {days.map((day, at) => (
            <li key={day} data-today={day === today || undefined}>
              <h3>
                {t(`weekday.${at}`)}{' '}
                <span className="cl-quiet cl-figures">{formatDate(day).slice(0, 5)}</span>
              </h3>
              {turnsOn(found.data, day).map((turn) => (
                <TurnRow key={turn.id} turn={turn} changes={changes} />
              ))}
              {turnsOn(found.data, day).length === 0 && <p className="in-under">{t('roster.nobody')}</p>}
            </li>
          ))}
        </ol>
      )}
      {adding && <TurnDialog onClose={() => setAdding(false)} />}
    </Card>
  );
}

function TurnRow({ turn, changes }: { turn: Turn; changes: boolean }) {
  const { t } = useTranslation('network');
  const drop = useAct(() => removeTurn(turn.id), t('roster.removed'));
  return (
    <div className="nw-turn" data-line={turn.line}>
      <strong>{turn.contact_name}</strong>
      <span className="in-under cl-figures">
        {t(`line.short_${turn.line}`)} · {formatDate(turn.from_at).slice(0, 5)}{' '}
        {formatDate(turn.from_at).slice(-5)} – {formatDate(turn.to_at).slice(0, 5)}{' '}
        {formatDate(turn.to_at).slice(-5)}
      </span>
      {changes && (
        <Button
          size="small"
          type="text"
          loading={drop.isPending}
          aria-label={t('roster.remove_of', { name: turn.contact_name })}
          onClick={() => drop.mutate()}
        >
          {t('roster.remove')}
        </Button>
      )}
      {drop.isError && <ActProblem error={drop.error} />}
    </div>
  );
}

function TurnDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['network', 'errors']);
  const contacts = useQuery(contactsQuery);
  const required = { required: true, message: t('errors:field.choose.what') };
  return (
    <FormDialog<{ contact_id: string | null; line: string; from_at: string | null; to_at: string | null }>
      title={t('network:roster.add')}
      submit={t('network:roster.add')}
      said={t('network:roster.added')}
      start={{ contact_id: null, line: 'first', from_at: null, to_at: null }}
      send={({ contact_id, line, from_at, to_at }) =>
        addTurn({ contact_id: contact_id ?? '', line, from_at: from_at ?? '', to_at: to_at ?? '' })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="contact_id" label={t('network:roster.who')} rules={[required]}>
        <Select
          loading={contacts.isPending}
          options={(contacts.data?.items ?? [])
            .filter((c) => c.active)
            .map((c) => ({ value: c.id, label: [c.name, c.post].filter(Boolean).join(' · ') }))}
          showSearch={{ filterOption: (typed, option) => matches(option?.label ?? '', typed) }}
        />
      </Form.Item>
      <Form.Item name="line" label={t('network:roster.line')}>
        <Select options={LINES.map((value) => ({ value, label: t(`network:line.${value}`) }))} />
      </Form.Item>
      <div className="cl-two">
        <MomentItem name="from_at" label={t('network:roster.from')} required />
        <MomentItem name="to_at" label={t('network:roster.to')} required />
      </div>
    </FormDialog>
  );
}
