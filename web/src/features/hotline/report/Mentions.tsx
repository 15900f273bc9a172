import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import type { Proposal } from '../api';
import type { MentionBody } from '../calls';
import { useNames } from '../desk/words';
import { INDICATORS, MAX_LINE } from '../model';
import { type Candidate, type Choice, ROLES } from '../text';
import { Key } from '../words';

const CHOICES: readonly Choice[] = [...ROLES, 'none'];

/**
 * Numbers, accounts and links of the report, each with whose it is. What is confirmed is searched and joins reports;
 * so a person says of each that it is not the reporter's own.
 */
export function Mentions({
  candidates,
  hidden,
  sealed,
  onChoose,
  onAdd,
  onConfirm,
  busy,
}: {
  candidates: readonly Candidate<Proposal>[];
  /** Confirmed as the reporter's own or of a private person: kept so that nobody can read it. */
  hidden: number;
  /** Only what was confirmed before is known. */
  sealed: boolean;
  onChoose?: (key: string, choice: Choice) => void;
  onAdd?: (mention: MentionBody) => void;
  onConfirm?: () => void;
  busy?: boolean;
}) {
  const { t } = useTranslation('hotline');
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title={t('mention.title')}
      extra={
        onAdd && (
          <Button size="small" onClick={() => setAdding(!adding)} aria-expanded={adding}>
            {t('mention.add')}
          </Button>
        )
      }
    >
      {candidates.length === 0 && hidden === 0 && <p className="cl-quiet">{t('mention.none')}</p>}
      {hidden > 0 && <p className="cl-quiet">{t('mention.hidden', { count: hidden })}</p>}
      <ul className="hl-mentions" aria-label={t('mention.title')}>
        {candidates.map((one) => (
          <Item key={one.key} candidate={one} onChoose={onChoose} />
        ))}
      </ul>
      {adding && onAdd && <AddForm onAdd={onAdd} />}
      {onConfirm && candidates.length > 0 && (
        <div className="cl-row-actions">
          <Button type="primary" loading={busy ?? false} onClick={onConfirm}>
            {t('mention.confirm')} <Key of="c" />
          </Button>
          <span className="cl-quiet">{t('mention.about')}</span>
        </div>
      )}
      {sealed && candidates.length > 0 && <p className="cl-quiet">{t('mention.sealed')}</p>}
    </Card>
  );
}

function Item({
  candidate: { key, mention, choice, proposal, isConfirmed },
  onChoose,
}: {
  candidate: Candidate<Proposal>;
  onChoose: ((key: string, choice: Choice) => void) | undefined;
}) {
  const { t } = useTranslation('hotline');
  const names = useNames();
  const kind = t(`indicator.${mention.kind}`, { defaultValue: mention.kind });
  return (
    <li data-role={choice}>
      <span className="hl-mention-what">
        <span className="cl-quiet">{kind}</span> <code className="cl-break">{mention.value}</code>
        {(mention.bank || mention.service) && (
          <span> · {[names.bank(mention.bank), mention.service].filter(Boolean).join(', ')}</span>
        )}
        {isConfirmed && (
          <>
            {' '}
            <StatusTag tone="good" label={t('mention.confirmed')} />
          </>
        )}
      </span>
      {onChoose ? (
        <fieldset className="hl-roles">
          <legend className="cl-hidden">{t('mention.whose', { value: mention.value })}</legend>
          {CHOICES.map((one) => (
            <label key={one} data-on={one === choice || undefined}>
              <input
                type="radio"
                name={`role ${key}`}
                checked={one === choice}
                onChange={() => onChoose(key, one)}
              />
              {t(`role.${one}`)}
            </label>
          ))}
        </fieldset>
      ) : (
        <span>{t(`role.${choice}`)}</span>
      )}
      {proposal && (proposal.hub || proposal.known_reports > 0 || proposal.warned) && (
        <span className="hl-mention-why">
          {proposal.warned && <StatusTag tone="high" label={t('mention.warned')} />}
          {proposal.known_reports > 0 && (
            <strong>{t('mention.known', { count: proposal.known_reports })}</strong>
          )}
          {proposal.hub && (
            <span className="cl-quiet">
              {t('mention.hub')} {t(`hub.${proposal.hub}`, { defaultValue: proposal.hub })}
            </span>
          )}
        </span>
      )}
    </li>
  );
}

interface Fields {
  kind: string;
  value: string;
  bank: string;
}

function AddForm({ onAdd }: { onAdd: (mention: MentionBody) => void }) {
  const { t } = useTranslation(['hotline', 'errors']);
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form);
  return (
    <Form<Fields>
      form={form}
      layout="inline"
      className="hl-add"
      requiredMark={false}
      initialValues={{ kind: 'phone', value: '', bank: '' }}
      onFinish={({ kind: of, value, bank }) => {
        onAdd({ kind: of, value: value.trim(), bank: bank?.trim() ?? '', service: '', role: 'offender' });
        form.setFieldsValue({ value: '', bank: '' });
      }}
    >
      <Form.Item name="kind" label={t('hotline:mention.kind')}>
        <Select
          popupMatchSelectWidth={false}
          options={INDICATORS.map((value) => ({ value, label: t(`hotline:indicator.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="value"
        label={t('hotline:mention.value')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input maxLength={MAX_LINE} autoComplete="off" />
      </Form.Item>
      {kind === 'bank_account' && (
        <Form.Item name="bank" label={t('hotline:mention.bank')}>
          <Input maxLength={MAX_LINE} autoComplete="off" />
        </Form.Item>
      )}
      <Button htmlType="submit">{t('hotline:mention.put')}</Button>
    </Form>
  );
}
