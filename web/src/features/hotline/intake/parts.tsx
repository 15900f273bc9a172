import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import {
  AutoComplete,
  Button,
  Checkbox,
  Form,
  Input,
  InputNumber,
  Radio,
  type RadioGroupProps,
  Select,
} from 'antd';
import { type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { useSession } from '~/app/session';
import { FilePick } from '~/features/duty/FilePick';
import { MomentItem } from '~/features/incident/MomentField';
import { useNow } from '~/features/incident/useNow';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { formatDate, formatNumber } from '~/ui/format';
import type { Choices, ScamType } from '../api';
import {
  EXPOSED,
  MAX_AMOUNT,
  MAX_FILE_MB,
  MAX_FILES,
  MAX_LINE,
  MAX_NAMED,
  MAX_TEXT,
  MONEY,
  REACHED_BY,
} from '../model';
import { type IntakeFields, isAtStake, TAKEN_BY } from './model';

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="cl-card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      {children}
    </section>
  );
}

const filtered = {
  filterOption: (typed: string, option?: { label?: ReactNode }) =>
    matches(typeof option?.label === 'string' ? option.label : '', typed),
};

/** What it is about and whether money is moving, so that the caller is helped before anything is written down. */
export function First({ desks, topics }: { desks: Choices['desks']; topics: readonly ScamType[] }) {
  const { t, i18n } = useTranslation(['hotline', 'errors']);
  const { person } = useSession();
  const named = (topic: ScamType) => (i18n.language === 'en' && topic.name_en ? topic.name_en : topic.name);
  const groups = [...new Set(topics.map((topic) => topic.group))];
  return (
    <Part title={t('hotline:intake.first')}>
      <div className="hl-pair">
        <Form.Item name="channel" label={t('hotline:column.channel')}>
          <Radio.Group
            options={TAKEN_BY.map((value) => ({ value, label: t(`hotline:channel.${value}`) }))}
            optionType="button"
          />
        </Form.Item>
        <Form.Item name="language" label={t('hotline:intake.language')}>
          <Radio.Group
            options={['vi', 'en'].map((value) => ({ value, label: t(`hotline:language.${value}`) }))}
            optionType="button"
          />
        </Form.Item>
      </div>
      <Form.Item
        name="topic"
        label={t('hotline:intake.topic')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Select
          autoFocus
          popupMatchSelectWidth={false}
          placeholder={t('hotline:intake.topic_choose')}
          showSearch={filtered}
          options={groups.map((group) => ({
            label: t(`hotline:group.${group}`, { defaultValue: group }),
            title: group,
            options: topics
              .filter((topic) => topic.group === group)
              .map((topic) => ({ value: topic.code, label: named(topic) })),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="money"
        label={t('hotline:intake.money')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Radios
          aria-label={t('hotline:intake.money')}
          className="hl-radios"
          options={MONEY.map((value) => ({ value, label: t(`hotline:money.${value}`) }))}
        />
      </Form.Item>
      <dl className="cl-facts">
        <dt>{t('hotline:intake.time')}</dt>
        <dd>
          <Now />
        </dd>
        <dt>{t('hotline:intake.officer')}</dt>
        <dd>{person.full_name}</dd>
      </dl>
      {desks.length > 1 && (
        <Form.Item name="desk_id" label={t('hotline:column.desk')}>
          <Select
            popupMatchSelectWidth={false}
            showSearch={filtered}
            options={desks.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      )}
    </Part>
  );
}

/** A group of radios that a form may lead the keyboard to: the group itself takes no focus. */
function Radios({ ref, ...props }: RadioGroupProps & { ref?: Ref<{ focus: () => void }> }) {
  const group = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => group.current?.querySelector('input')?.focus() }));
  return <Radio.Group ref={group} {...props} />;
}

function Now() {
  return <span className="cl-figures">{formatDate(useNow())}</span>;
}

function Line({ name, label }: { name: keyof IntakeFields; label: string }) {
  return (
    <Form.Item name={name} label={label}>
      <Input maxLength={MAX_LINE} autoComplete="off" />
    </Form.Item>
  );
}

function Tick({ name, label }: { name: keyof IntakeFields; label: string }) {
  return (
    <Form.Item name={name} valuePropName="checked" noStyle>
      <Checkbox>{label}</Checkbox>
    </Form.Item>
  );
}

/** Who reports. Who says nothing is received all the same. */
export function Reporter({ fields }: { fields: IntakeFields }) {
  const { t } = useTranslation(['hotline', 'errors']);
  return (
    <Part title={t('hotline:intake.reporter')}>
      <div className="hl-ticks">
        <Tick name="refuses" label={t('hotline:intake.refuses')} />
        <Tick name="for_another" label={t('hotline:intake.for_another')} />
        <Tick name="is_minor" label={t('hotline:intake.is_minor')} />
        <Tick name="is_not_fluent" label={t('hotline:intake.is_not_fluent')} />
        <Tick name="is_abroad" label={t('hotline:intake.is_abroad')} />
        <Tick name="wants_secret" label={t('hotline:intake.wants_secret')} />
      </div>
      {fields.refuses ? (
        <Form.Item
          name="refused_because"
          label={t('hotline:identity.field.refused_because')}
          extra={t('hotline:intake.refused_about')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <Input maxLength={MAX_LINE} autoComplete="off" />
        </Form.Item>
      ) : (
        <>
          <div className="hl-two">
            <Line name="name" label={t('hotline:identity.field.name')} />
            <Line name="phone" label={t('hotline:identity.field.phone')} />
          </div>
          <Line name="address" label={t('hotline:identity.field.address')} />
          <div className="hl-two">
            <Line name="id_card" label={t('hotline:identity.field.id_card')} />
            <Line name="email" label={t('hotline:identity.field.email')} />
          </div>
          {fields.is_minor && <Line name="guardian" label={t('hotline:identity.field.guardian')} />}
        </>
      )}
    </Part>
  );
}

export function Happened({ communes }: { communes: Choices['communes'] }) {
  const { t } = useTranslation('hotline');
  return (
    <Part title={t('intake.happened')}>
      <div className="hl-two">
        <DayItem name="occurred_on" label={t('answers.occurred_on')} notAfterToday />
        <Form.Item name="commune" label={t('column.commune')}>
          <Select
            allowClear
            popupMatchSelectWidth={false}
            placeholder={t('intake.commune_choose')}
            showSearch={filtered}
            options={communes.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      </div>
    </Part>
  );
}

export function Story() {
  const { t } = useTranslation(['hotline', 'errors']);
  return (
    <Part title={t('hotline:intake.story')}>
      <Form.Item
        name="narrative"
        label={t('hotline:intake.narrative')}
        extra={t('hotline:intake.narrative_about')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText minRows={6} maxRows={18} maxLength={MAX_TEXT} />
      </Form.Item>
    </Part>
  );
}

/** What else is known: how they were reached, what is known of the offender, the damage, what was done already. */
export function Others({ fields, banks }: { fields: IntakeFields; banks: Choices['banks'] }) {
  const { t } = useTranslation('hotline');
  const names = banks.map(({ name }) => ({ value: name }));
  const bankField = (
    <AutoComplete
      options={names}
      showSearch={{ filterOption: (typed, option) => matches(option?.value ?? '', typed) }}
    >
      <Input maxLength={MAX_LINE} autoComplete="off" />
    </AutoComplete>
  );
  const atStake = isAtStake(fields.money);
  const moved = fields.money === 'sending' || fields.money === 'sent';
  return (
    <Part title={t('intake.others')}>
      <Form.Item name="reached_by" label={t('answers.reached_by')}>
        <Checkbox.Group
          className="hl-ticks"
          options={REACHED_BY.map((value) => ({ value, label: t(`reached.${value}`) }))}
        />
      </Form.Item>
      <Form.List name="named">
        {(rows, { add, remove }) => (
          <fieldset className="hl-named-rows">
            <legend>{t('answers.named')}</legend>
            {rows.map(({ key, name }) => (
              <div key={key} className="hl-named-row">
                <Form.Item name={[name, 'text']} label={t('intake.named_text')}>
                  <Input maxLength={MAX_LINE} autoComplete="off" autoFocus />
                </Form.Item>
                <Form.Item name={[name, 'bank']} label={t('intake.named_bank')}>
                  {bankField}
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('intake.named_remove')}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            {rows.length < MAX_NAMED && (
              <Button icon={<PlusOutlined />} onClick={() => add({ text: '', bank: '' })}>
                {t('intake.named_add')}
              </Button>
            )}
          </fieldset>
        )}
      </Form.List>
      {atStake && (
        <>
          <div className="hl-two">
            <Form.Item name="amount" label={t('intake.amount')}>
              <InputNumber<number>
                className="hl-amount"
                min={0}
                max={MAX_AMOUNT}
                precision={0}
                controls={false}
                inputMode="numeric"
                formatter={(value) => (String(value ?? '') === '' ? '' : formatNumber(Number(value)))}
                // An empty field is no amount, not none.
                parser={(text) => (text ?? '').replace(/\D/g, '') as unknown as number}
              />
            </Form.Item>
            <Form.Item name="bank" label={t('intake.bank')}>
              {bankField}
            </Form.Item>
          </div>
          {moved && <MomentItem name="money_sent_at" label={t('intake.money_sent_at')} notAfterNow />}
          <div className="hl-ticks">
            <Tick name="bank_told" label={t('intake.bank_told')} />
          </div>
        </>
      )}
      <Form.Item name="exposed" label={t('answers.exposed')}>
        <Checkbox.Group
          className="hl-ticks"
          options={EXPOSED.map((value) => ({ value, label: t(`exposed.${value}`) }))}
        />
      </Form.Item>
      <div className="hl-ticks">
        <Tick name="may_share" label={t('intake.may_share')} />
      </div>
    </Part>
  );
}

/** Photos, recordings, papers that somebody brings: taken as the portal takes them, and sealed as they are. */
export function Brought({
  files,
  faults,
  onChange,
}: {
  files: readonly File[];
  /** Why the server did not take one of them. */
  faults: ReadonlyMap<File, string>;
  onChange: (files: File[]) => void;
}) {
  const { t } = useTranslation('hotline');
  return (
    <Part title={t('intake.files')}>
      <FilePick
        label={t('intake.files_label', { max: MAX_FILES })}
        files={files}
        onChange={onChange}
        maxMb={MAX_FILE_MB}
        maxFiles={MAX_FILES}
        faults={faults}
      />
      <p className="cl-quiet">{t('intake.files_about')}</p>
    </Part>
  );
}
