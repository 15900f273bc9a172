import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Modal, Radio } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { AgencyMultiSelect } from '~/features/agency/AgencySelect';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { candidates } from '../agencies';
import { type Item, type Party, takeItems } from '../api';

type Choice = 'confirm' | 'agencies' | 'set_aside' | 'reset';

/** Whom a printed name means: candidates, other agencies, or nobody, with a reason. */
export function PartyDialog({
  version,
  item,
  party,
  names,
  on,
  onClose,
  onTeach,
}: {
  version: string;
  item: Item;
  party: Party;
  names: Record<string, string>;
  /** The day on which the names of the version were placed. */
  on: string | undefined;
  onClose: () => void;
  /** Opens the directory's screen that teaches a name. */
  onTeach: string | undefined;
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
  const likely = useMemo(() => candidates(party.printed, names).slice(0, 30), [party.printed, names]);
  const ready =
    choice === 'agencies' ? agencies.length > 0 : choice === 'set_aside' ? reason.trim().length > 0 : true;
  const choices = useMemo(() => {
    const all: Choice[] = placed ? ['confirm', 'agencies', 'set_aside'] : ['agencies', 'set_aside'];
    return party.state === 'confirmed' || party.state === 'set_aside' ? [...all, 'reset' as const] : all;
  }, [placed, party.state]);

  async function send() {
    setWorking(true);
    setProblem(undefined);
    try {
      const changed = await data(
        api.PUT('/api/v1/plans/items/{item}/parties/{party}', {
          params: { path: { item: item.id, party: party.id }, header: { 'if-match': `"${item.version}"` } },
          body: { decision: choice, agencies, reason: reason.trim() || null, everywhere },
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
          on={on}
          first={likely}
          value={agencies}
          onChange={setAgencies}
        />
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
      {onTeach && (
        <p className="cl-quiet">
          {t('party.teach_why')} <a href={onTeach}>{t('party.teach')}</a>
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
