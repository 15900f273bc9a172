import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Modal, Radio, Select } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { AgencyMultiSelect } from '~/features/agency/AgencySelect';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { candidates } from '../agencies';
import { type Item, type Party, takeItems } from '../api';

type Choice = 'confirm' | 'agencies' | 'group' | 'set_aside' | 'reset';

/** Whom a printed name means: candidates, other agencies, a group, or nobody, with a reason. */
export function PartyDialog({
  version,
  item,
  party,
  names,
  day,
  mayTeach,
  onClose,
}: {
  version: string;
  item: Item;
  party: Party;
  names: Record<string, string>;
  /** The day on which the names of the version are placed. */
  day: string | undefined;
  /** The person may teach the directory what a name means. */
  mayTeach: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation(['plan', 'common']);
  const client = useQueryClient();
  const placed = party.agencies.length > 0;
  const [choice, setChoice] = useState<Choice>(placed ? 'confirm' : 'agencies');
  const [agencies, setAgencies] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const [everywhere, setEverywhere] = useState(true);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [group, setGroup] = useState<string>();
  const [teach, setTeach] = useState(false);
  // Teaching and placing are two calls: what was taught is not taught again when the second is repeated.
  const taught = useRef(false);
  const found = useQuery({
    queryKey: ['agencies', 'resolve', party.printed, party.scope, day],
    enabled: party.state === 'unresolved',
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/agencies/resolve', {
          params: {
            query: {
              text: party.printed,
              ...(party.scope ? { scope: party.scope } : {}),
              ...(day ? { on: day } : {}),
            },
          },
          signal,
        }),
      ),
  }).data;
  const groups = useQuery({
    queryKey: ['agencies', 'groups', day ?? null],
    enabled: choice === 'group',
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/agency-groups', { params: { query: day ? { on: day } : {} }, signal })),
  });
  const near = useMemo(
    () => ({
      ...names,
      ...Object.fromEntries(
        [...(found?.agencies ?? []), ...(found?.candidates ?? [])].map((a) => [a.id, a.name]),
      ),
    }),
    [names, found],
  );
  const likely = useMemo(() => candidates(party.printed, near).slice(0, 30), [party.printed, near]);
  const members = groups.data?.find((g) => g.id === group)?.members ?? [];
  const ready =
    choice === 'agencies'
      ? agencies.length > 0
      : choice === 'group'
        ? members.length > 0
        : choice === 'set_aside'
          ? reason.trim().length > 0
          : true;
  const [only] = agencies;
  const meaning: Schema<'MeaningWire'> | undefined =
    choice === 'agencies' && only && agencies.length === 1
      ? { to: 'agency', agency: only }
      : choice === 'group' && group
        ? { to: 'group', group }
        : undefined;
  const teaching = mayTeach && teach && meaning !== undefined;
  const choices = useMemo(() => {
    const all: Choice[] = placed
      ? ['confirm', 'agencies', 'group', 'set_aside']
      : ['agencies', 'group', 'set_aside'];
    return party.state === 'confirmed' || party.state === 'set_aside' ? [...all, 'reset' as const] : all;
  }, [placed, party.state]);

  async function send() {
    setWorking(true);
    setProblem(undefined);
    try {
      if (teaching && !taught.current) {
        await api.POST('/api/v1/agency-aliases', { body: { text: party.printed, meaning } });
        taught.current = true;
        void client.invalidateQueries({ queryKey: ['agencies'] });
      }
      const chosen = choice === 'group' ? members.map((m) => m.id) : agencies;
      const changed = await data(
        api.PUT('/api/v1/plans/items/{item}/parties/{party}', {
          params: { path: { item: item.id, party: party.id }, header: { 'if-match': `"${item.version}"` } },
          // What was taught places the name from now on, here as in other documents.
          body: {
            decision: teaching ? 'reset' : choice === 'group' ? 'agencies' : choice,
            agencies: teaching ? [] : chosen,
            reason: reason.trim() || null,
            everywhere,
          },
        }),
      );
      takeItems(client, version, changed.items, changed.agencies);
      onClose();
    } catch (error) {
      setProblem(error);
      setWorking(false);
    }
  }

  return (
    <Modal open title={t('party.title')} width={640} onCancel={onClose} footer={null} destroyOnHidden>
      <p className="cl-break">
        <strong>{party.printed}</strong>
        {party.scope && ` (${party.scope})`}
        <br />
        <span className="cl-quiet">
          {t(`role.${party.role}`)} · {item.path} · {t(`party.state.${party.state}`)}
        </span>
      </p>
      {placed && (
        <ul className="pl-names">
          {party.agencies.slice(0, 200).map((id) => (
            <li key={id}>{names[id] ?? id}</li>
          ))}
        </ul>
      )}
      {found && found.via !== 'nobody' && (found.agencies.length > 0 || found.candidates.length > 0) && (
        <div className="cl-inset">
          {found.agencies.length > 0 && (
            <p>
              {t('party.part_found', { names: found.agencies.map((a) => a.name).join('; ') })}{' '}
              <Button
                size="small"
                onClick={() => {
                  setChoice('agencies');
                  setAgencies(found.agencies.map((a) => a.id));
                }}
              >
                {t('party.take_found')}
              </Button>
            </p>
          )}
          {found.unresolved.length > 0 && (
            <p>{t('party.part_unknown', { names: found.unresolved.join('; ') })}</p>
          )}
          {found.candidates.length > 0 && (
            <p>{t('party.candidates', { names: found.candidates.map((a) => a.name).join('; ') })}</p>
          )}
        </div>
      )}
      <Radio.Group
        value={choice}
        onChange={(e) => setChoice(e.target.value as Choice)}
        style={{ display: 'grid', gap: 8 }}
      >
        {choices.map((value) => (
          <Radio key={value} value={value}>
            {t(`party.choice.${value}`)}
          </Radio>
        ))}
      </Radio.Group>
      {choice === 'agencies' && (
        <AgencyMultiSelect
          className="pl-pick"
          aria-label={t('party.search')}
          on={day}
          first={likely}
          value={agencies}
          onChange={setAgencies}
        />
      )}
      {choice === 'group' && (
        <>
          <Select
            style={{ width: '100%', marginTop: 10 }}
            aria-label={t('party.group')}
            placeholder={t('party.group')}
            value={group ?? null}
            onChange={(id: string | null) => setGroup(id ?? undefined)}
            loading={groups.isPending}
            showSearch={{ optionFilterProp: 'label' }}
            options={(groups.data ?? []).map((g) => ({ value: g.id, label: g.name }))}
          />
          {group && <p className="cl-quiet">{t('party.group_members', { count: members.length })}</p>}
          {groups.error !== null && <ProblemAlert problem={groups.error} />}
        </>
      )}
      {choice === 'set_aside' && (
        <Input.TextArea
          style={{ marginTop: 10 }}
          aria-label={t('party.reason')}
          placeholder={t('party.reason')}
          value={reason}
          maxLength={500}
          autoSize={{ minRows: 2 }}
          onChange={(e) => setReason(e.target.value)}
        />
      )}
      <p style={{ marginTop: 12 }}>
        <Checkbox checked={everywhere} onChange={(e) => setEverywhere(e.target.checked)}>
          {t('party.everywhere')}
        </Checkbox>
      </p>
      {mayTeach && meaning && (
        <p>
          <Checkbox checked={teach} onChange={(e) => setTeach(e.target.checked)}>
            {t('party.teach')}
          </Checkbox>
          <br />
          <span className="cl-quiet">{t('party.teach_why')}</span>
        </p>
      )}
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className="cl-form-bar">
        <Button type="primary" disabled={!ready} loading={working} onClick={() => void send()}>
          {t(`party.do.${choice}`)}
        </Button>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
      </div>
    </Modal>
  );
}
