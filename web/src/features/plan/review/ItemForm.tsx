import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, DatePicker, Form, Input, InputNumber, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { decimalSign, formatDate, formatNumber } from '~/ui/format';
import { DraftNotice, FormEnd, useDraft, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { ItemChange } from '../api';
import { dayKept, dayText } from './model';

const KINDS = ['target', 'task', 'assignment', 'obligation'] as const;
/** How often a report comes. The server has no word for every quarter: it is every three months. */
const RECURRENCES = ['annual', 'quarterly', 'monthly', 'once', 'ad-hoc'] as const;
const QUARTER = 3;
const FRAMES = ['none', 'ongoing', 'annual', 'quarterly', 'monthly', 'range', 'by', 'conditional'] as const;
const ROLES = ['lead', 'coordinate', 'assignee', 'report'] as const;
const STARTS = ['not_started', 'in_progress', 'done', 'not_done'] as const;
/** A report is handed in or it is not. */
const REPORT_STARTS = ['not_started', 'done'] as const;
/** As the server keeps it. */
const TEXT_MAX = 20_000;
const NOTE = ['starting_state', 'note'];
const COMPARATORS = ['>=', '>', '=', '<=', '<'] as const;

/** Dates are kept as `2026-03-05`, so that a draft survives in the browser as text. */
const DAY = {
  getValueProps: (value: string | null | undefined) => ({ value: value ? dayjs(value) : null }),
  getValueFromEvent: (value: Dayjs | null) => value?.format('YYYY-MM-DD') ?? null,
};

export interface ItemFormProps {
  title: string;
  /** Names the draft. */
  draft: string;
  initial: ItemChange;
  submit: string;
  /** Throws what the server refused. */
  send: (value: ItemChange, etag: string | undefined) => Promise<void>;
  /** Reads the item as it is now, after a conflict. */
  current?: (() => Promise<{ value: ItemChange; etag: string }>) | undefined;
  onClose: () => void;
}

export const EMPTY: ItemChange = {
  kind: 'task',
  path: '',
  heading: null,
  text: '',
  content: { timeframe: { kind: 'none' }, via: [] },
  parties: [{ role: 'lead', printed: '', scope: null }],
};

/** `05/12` of every year, or a day that is kept as `2026-12-05`; people write both the same way. */
const DUE = {
  getValueProps: (value: string | null | undefined) => ({ value: dayText(value) ?? '' }),
  getValueFromEvent: (event: { target: { value: string } }) => dayKept(event.target.value),
};

/** Nothing said of how far it came is no state; a day belongs to what is done. */
function startOf(state: ItemChange['starting_state']): ItemChange['starting_state'] {
  if (!state?.status) return null;
  return state.status === 'done' ? state : { ...state, done_on: null };
}

/** Every field of one item. */
export function ItemForm({
  title,
  draft: draftName,
  initial,
  submit,
  send,
  current,
  onClose,
}: ItemFormProps) {
  const { t } = useTranslation(['plan', 'common', 'errors']);
  const [form] = Form.useForm<ItemChange>();
  const draft = useDraft<ItemChange>(draftName);
  const fieldErrors = useFieldErrors(form);
  const kind = Form.useWatch('kind', form) ?? initial.kind;
  const started = Form.useWatch(['starting_state', 'status'], form) ?? initial.starting_state?.status;
  const months = Form.useWatch(['content', 'every_months'], form) ?? initial.content.every_months;
  const hasMetric =
    Form.useWatch(['content', 'metric'], form) !== undefined &&
    Form.useWatch(['content', 'metric'], form) !== null;
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [conflict, setConflict] = useState<{ mine: ItemChange; theirs: ItemChange; etag: string }>();

  /** As it stands, also what cannot be sent yet: a draft keeps it. */
  function typed(): ItemChange {
    const value = form.getFieldsValue(true) as ItemChange;
    return { ...initial, ...value, content: { ...initial.content, ...value.content } };
  }

  function read(): ItemChange {
    const value = typed();
    return {
      ...value,
      starting_state: startOf(value.starting_state ?? null),
      parties: (value.parties ?? []).filter((p) => p.printed?.trim()),
    };
  }

  async function save(value: ItemChange, etag?: string) {
    setWorking(true);
    setProblem(undefined);
    try {
      await send(value, etag);
      draft.drop();
      onClose();
    } catch (error) {
      if (isProblem(error) && error.code === 'plan.conflict' && current) {
        const now = await current();
        setConflict({ mine: value, theirs: now.value, etag: now.etag });
      } else if (!fieldErrors(error)) setProblem(error);
    } finally {
      setWorking(false);
    }
  }

  const options = (words: readonly string[], of: string) =>
    words.map((value) => ({ value, label: t(`${of}.${value}`) }));

  return (
    <Modal
      open
      title={title}
      width={760}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <DraftNotice draft={draft} onRestore={(value) => form.setFieldsValue(value as never)} />
      <Form<ItemChange>
        form={form}
        layout="vertical"
        initialValues={initial}
        onValuesChange={() => draft.save(typed())}
        onFinish={() => void save(read())}
      >
        <div className="pl-two">
          <Form.Item name="kind" label={t('field.kind')}>
            <Select autoFocus options={options(KINDS, 'kind_item')} />
          </Form.Item>
          <Form.Item name="path" label={t('field.path')} extra={t('field.path_help')}>
            <Input maxLength={60} />
          </Form.Item>
        </div>
        <Form.Item
          name="text"
          label={t('field.text')}
          rules={[
            { required: true, whitespace: true, message: t('field.text_missing') },
            { max: TEXT_MAX, message: t('field.text_long', { max: formatNumber(TEXT_MAX) }) },
          ]}
        >
          <FreeText whole minRows={3} maxRows={14} maxLength={TEXT_MAX} />
        </Form.Item>
        <Form.List name="parties">
          {(fields, { add, remove }) => (
            <Form.Item label={t('field.parties')}>
              <div className="pl-rows">
                {fields.map(({ key, name }) => (
                  <div key={key} className="pl-row">
                    <Form.Item name={[name, 'role']} noStyle>
                      <Select aria-label={t('field.role')} options={options(ROLES, 'role')} />
                    </Form.Item>
                    <Form.Item name={[name, 'printed']} noStyle>
                      <Input
                        aria-label={t('field.printed')}
                        placeholder={t('field.printed')}
                        maxLength={500}
                      />
                    </Form.Item>
                    <Form.Item name={[name, 'scope']} noStyle>
                      <Input aria-label={t('field.scope')} placeholder={t('field.scope')} />
                    </Form.Item>
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t('field.remove_party')}
                      onClick={() => remove(name)}
                    />
                  </div>
                ))}
                <Button
                  icon={<PlusOutlined />}
                  onClick={() => add({ role: fields.length > 0 ? 'coordinate' : 'lead', printed: '' })}
                >
                  {t('field.add_party')}
                </Button>
              </div>
            </Form.Item>
          )}
        </Form.List>
        {(kind === 'task' || kind === 'assignment') && (
          <>
            <div className="pl-two">
              <Form.Item name={['content', 'timeframe', 'kind']} label={t('field.timeframe')}>
                <Select options={options(FRAMES, 'timeframe')} />
              </Form.Item>
              <Form.Item name={['content', 'timeframe', 'text']} label={t('field.timeframe_text')}>
                <Input />
              </Form.Item>
              {(['from', 'to'] as const).map((end) => (
                <DayItem
                  key={end}
                  name={['content', 'timeframe', end]}
                  label={t(`field.${end}`)}
                  extra={t('field.date_help')}
                  years
                />
              ))}
            </div>
            <div className="pl-two">
              <Form.Item name={['content', 'timeframe', 'every_months']} label={t('field.every_months')}>
                <InputNumber min={1} max={60} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name={['content', 'product']} label={t('field.product')}>
                <Input maxLength={2000} />
              </Form.Item>
            </div>
          </>
        )}
        {kind === 'target' && (
          <>
            <div className="pl-two">
              <Form.Item name={['content', 'horizon']} label={t('field.horizon')}>
                <InputNumber min={2000} max={2100} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item label={t('field.measure')}>
                <Select
                  value={hasMetric ? 'metric' : 'milestone'}
                  options={[
                    { value: 'metric', label: t('field.numeric') },
                    { value: 'milestone', label: t('milestone') },
                  ]}
                  onChange={(value) => {
                    form.setFieldValue(
                      ['content', 'metric'],
                      value === 'metric' ? { comparator: '>=', value: 100, unit: '%' } : null,
                    );
                    draft.save(typed());
                  }}
                />
              </Form.Item>
            </div>
            {hasMetric && (
              <div className="pl-two">
                <Form.Item name={['content', 'metric', 'comparator']} label={t('field.comparator')}>
                  <Select options={options(COMPARATORS, 'comparator')} />
                </Form.Item>
                <Form.Item name={['content', 'metric', 'value']} label={t('field.value')}>
                  <InputNumber style={{ width: '100%' }} decimalSeparator={decimalSign()} />
                </Form.Item>
                <Form.Item name={['content', 'metric', 'unit']} label={t('field.unit')}>
                  <AutoComplete options={[{ value: '%' }]} />
                </Form.Item>
                <Form.Item name={['content', 'metric', 'of']} label={t('field.of')}>
                  <Input />
                </Form.Item>
              </div>
            )}
          </>
        )}
        {kind === 'obligation' && (
          <div className="pl-two">
            <Form.Item
              name={['content', 'recurrence']}
              label={t('field.recurrence')}
              getValueProps={(value) => ({ value: value ?? (months === QUARTER ? 'quarterly' : undefined) })}
              getValueFromEvent={(value?: string) => {
                const every = value === 'quarterly' ? QUARTER : months === QUARTER ? null : (months ?? null);
                form.setFieldValue(['content', 'every_months'], every);
                return value === undefined || value === 'quarterly' ? null : value;
              }}
            >
              <Select allowClear options={options(RECURRENCES, 'recurrence')} />
            </Form.Item>
            <Form.Item name={['content', 'due']} label={t('field.due')} extra={t('field.due_help')} {...DUE}>
              <Input />
            </Form.Item>
            <Form.Item name={['content', 'to']} label={t('field.addressee')}>
              <Input />
            </Form.Item>
            <Form.Item name={['content', 'every_months']} label={t('field.every_months')}>
              <InputNumber min={1} max={60} style={{ width: '100%' }} />
            </Form.Item>
          </div>
        )}
        {kind !== 'target' && (
          <div className="pl-two">
            <Form.Item
              name={['starting_state', 'status']}
              label={t('field.starting_state')}
              extra={t('field.starting_help')}
              dependencies={[NOTE]}
              rules={[
                // A note without a state would have no place to be kept in.
                ({ getFieldValue }) => ({
                  validator: async (_, status) => {
                    if (kind !== 'obligation' && !status && String(getFieldValue(NOTE) ?? '').trim())
                      throw new Error(t('field.starting_missing'));
                  },
                }),
              ]}
            >
              <Select allowClear options={options(kind === 'obligation' ? REPORT_STARTS : STARTS, 'start')} />
            </Form.Item>
            {started === 'done' && (
              <Form.Item name={['starting_state', 'done_on']} label={t('field.done_on')} {...DAY}>
                <DatePicker format="DD/MM/YYYY" maxDate={dayjs()} style={{ width: '100%' }} />
              </Form.Item>
            )}
            {kind !== 'obligation' && (
              <Form.Item name={NOTE} label={t('field.starting_note')}>
                <Input maxLength={2000} />
              </Form.Item>
            )}
          </div>
        )}
        {problem !== undefined && <ProblemAlert problem={problem} />}
        <FormEnd submit={submit} working={working} onCancel={onClose} draft={draft} />
      </Form>
      {conflict && (
        <ConflictDialog<ItemChange>
          open
          mine={conflict.mine}
          theirs={conflict.theirs}
          fields={[
            { key: 'kind', label: t('field.kind'), render: (v) => t(`kind_item.${String(v)}`) },
            { key: 'path', label: t('field.path') },
            { key: 'text', label: t('field.text') },
            {
              key: 'parties',
              label: t('field.parties'),
              render: (v) =>
                ((v ?? []) as NonNullable<ItemChange['parties']>)
                  .map((p) => `${t(`role.${p.role}`)}: ${p.printed}`)
                  .join('; '),
            },
            {
              key: 'content',
              label: t('field.content'),
              render: (v) => {
                const c = v as ItemChange['content'];
                const { text, kind, from, to } = c.timeframe;
                const days = [dayText(from), dayText(to)].filter(Boolean).join(' – ');
                return [text ?? t(`timeframe.${kind}`), days, c.product, dayText(c.due), c.to]
                  .filter(Boolean)
                  .join(' · ');
              },
            },
            {
              key: 'starting_state',
              label: t('field.starting_state'),
              render: (v) => {
                const state = v as ItemChange['starting_state'];
                if (!state) return '–';
                const day = state.done_on ? formatDate(state.done_on) : undefined;
                return [t(`start.${state.status}`), day, state.note].filter(Boolean).join(' · ');
              },
            },
          ]}
          onCancel={() => setConflict(undefined)}
          onResolve={(merged) => {
            const { etag } = conflict;
            setConflict(undefined);
            // What was chosen stands in the form too, should the server still refuse it.
            form.setFieldsValue(merged as never);
            void save(merged, etag);
          }}
        />
      )}
    </Modal>
  );
}

/** Chooses the day on which names are placed. */
export function DayInput({
  value,
  onChange,
  label,
}: {
  value: string | undefined;
  onChange: (day: string) => void;
  label: string;
}) {
  return (
    <DatePicker
      aria-label={label}
      size="small"
      allowClear={false}
      format="DD/MM/YYYY"
      value={value ? dayjs(value) : null}
      onChange={(day) => day && onChange(day.format('YYYY-MM-DD'))}
    />
  );
}
